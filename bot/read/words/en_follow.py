"""English words of going on from an answer: what about, only, drop, of which, those, back. As in `en`."""

from __future__ import annotations

WORDS: tuple[tuple[str, str, str], ...] = (
    (
        "follow",
        "about",
        "what about|how about|and for|same for|now for|and what about|instead|switch to|change to|change it to|"
        "the same for|same but for|same question for|and in|now|and now|make it|do the same for|repeat for|"
        "same thing for|what of|show it|make that|then|turn it into|convert to|and by|now by|"
        "and how about|same",
    ),
    (
        "follow",
        "only",
        "only|just|only for|just for|limit to|restrict to|filter to|only show|narrow to|keep only|narrow down to",
    ),
    (
        "follow",
        "ones",  # those that something is true of; of a chosen few, of those few
        "the ones|the ones that|the ones which|the ones with|the ones who|only the ones|just the ones|ones that|"
        "ones which|only the ones that|just the ones that|only the ones which|only the ones with|just the ones with",
    ),
    (
        "follow",
        "remove",
        "remove|drop the|clear|without the filter|take out|no longer|remove the filter|not by|ungroup|drop the filter",
    ),
    ("follow", "add", "add|also show|include|plus also|also include|along side|alongside|and also|add in"),
    ("follow", "those", "those|these|them|they|their|the above|it|that|its|the same|of those|of these|of them"),
    ("follow", "within", "of which|among them|among those|thereof|of those how many|of them how many"),
    (
        "follow",
        "drill",
        "drill down|drill into|drill down to|drill down into|drill|zoom in|zoom into|break it down by|"
        "break that down by|break it down|break that down|split it by|split that by|break them down by|"
        "split them by|go deeper",
    ),
    (
        "follow",
        "first",
        "back to the first one|back to the first|the first question|first question|return to the first|"
        "go back to the first one|back to the first question|go back to the first question|go back to the first|"
        "back to the start|the first one again|start over with the first",
    ),
    (
        "follow",
        "back",
        "go back|previous question|back to the previous one|the previous one|undo|back to the last one|"
        "back to before|back|return to the previous|go back to the previous one|go back to the previous question",
    ),
    ("follow", "bucket", "that month|that quarter|that week|that year|that day|in that month|in that quarter"),
    ("follow", "again", "again|refresh|once more|rerun|run it again"),
)
