"""AskFin in Slack: mentions, direct messages, threads, buttons, a home tab. The only package that imports Slack's
libraries. docs/slack.md says how to set it up."""
