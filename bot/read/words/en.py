"""English grammar words: what turns a metric into a question. (kind, target, phrases separated by |)

Words are compared in the singular. A word that could change a number is never a filler.
"""

WORDS: tuple[tuple[str, str, str], ...] = (
    # ---- grouping
    (
        "operator",
        "each",
        "for each|each|every|for every|in each|of each|in every|of every|across|across all|for all|by each|individual",
    ),
    (
        "operator",
        "by",
        "by|per|broken down by|split by|grouped by|group by|breakdown by|break down by|segmented by|sliced by|"
        "split out by|cut by|along",
    ),
    (
        "operator",
        "dimension",
        "breakdown|break down|split|grouped|broken down|distribution|separately|respectively|breakdown of",
    ),
    ("operator", "apart", "separately|respectively"),
    # ---- order and limit
    ("order", "desc", "highest|most|largest|biggest|greatest|longest|leading|heaviest|strongest|fastest"),
    (
        "order",
        "down",
        "descending|desc|in descending order|high to low|highest first|largest first|from high to low|"
        "from highest to lowest|from largest to smallest|highest to lowest|largest to smallest|biggest first|"
        "most first|greatest first|large to small|from large to small|big to small|from big to small|"
        "biggest to smallest|from biggest to smallest|most to least|from most to least|highest on top|"
        "largest on top|biggest on top|highest at the top|biggest at the top|largest at the top",
    ),
    ("order", "asc", "lowest|least|smallest|fewest|shortest|lightest|weakest|slowest"),
    (
        "order",
        "up",
        "ascending|asc|in ascending order|low to high|lowest first|smallest first|from low to high|"
        "from lowest to highest|from smallest to largest|lowest to highest|smallest to largest|least first|"
        "fewest first|small to large|from small to large|small to big|from small to big|smallest to biggest|"
        "from smallest to biggest|least to most|from least to most|lowest on top|smallest on top|lowest at the top",
    ),
    ("order", "best", "best|best performing"),
    ("order", "worst", "worst|worst performing"),
    ("order", "best first", "best first|best to worst|from best to worst|best on top|best at the top"),
    ("order", "worst first", "worst first|worst to best|from worst to best|worst on top|worst at the top"),
    ("order", "latest", "latest|most recent|newest"),
    ("order", "earliest", "earliest|oldest"),
    (
        "order",
        "rank",
        "rank|ranking|ranked|sorted|sort|sorted by|ranked by|rank by|sort by|ordered by|ordered|league table",
    ),
    ("limit", "first", "top|first"),
    ("limit", "last", "bottom|last"),
    ("limit", "some", "a few top|top few"),
    # ---- thresholds
    (
        "operator",
        ">",
        "more than|greater than|exceeding|exceed|exceeds|exceeded|higher than|larger than|bigger than|above|"
        "beyond|in excess of|north of|upwards of|topping|topped|older than|longer than|later than",
    ),
    ("operator", "over", "over"),
    (
        "operator",
        ">=",
        "at least|no less than|not less than|or more|and above|and over|or above|minimum of|not below|or over|"
        "and more|reaching|reach|reached|reaches",
    ),
    (
        "operator",
        "<",
        "less than|below|under|south of|shy of|fewer than|lower than|smaller than|shorter than|short of|earlier than|"
        "younger than",
    ),
    (
        "operator",
        "<=",
        "at most|no more than|not more than|up to|or less|or below|or fewer|not above|maximum of|not exceeding",
    ),
    ("operator", "=", "equal to|equals|exactly"),
    ("operator", "between", "between"),
    # ---- negation
    (
        "negation",
        "except",
        "excluding|except|except for|other than|exclude|excludes|not including|not counting|apart from|besides|but not|"
        "non|not|not in|not from|leaving out|leave out|ignoring|minus|outside|outside of|excl|ex|all but|"
        "everything but|aside from|is not|are not|isn't|aren't",
    ),
    (
        "negation",
        "without",
        "without|w/o|without a|without an|without any|with no|having no|has no|have no|that have no|that has no|"
        "lacking|missing|never|no|that had no|that have not|have not|has not|not yet|did not have|do not have|"
        "does not have|don't have|doesn't have|didn't have|that have never|which have no|unmatched",
    ),
    (
        "loss",
        "",
        "loss-making|loss making|lossmaking|unprofitable|at a loss|in the red|losing money|lost money|lose money|"
        "made a loss|making a loss|running at a loss|make a loss",
    ),
    (
        "follow",
        "whole",
        "company-wide|company wide|companywide|the whole company|whole company|the entire company|entire company|"
        "our company|the company|the business|our business|the firm|our firm|"
        "group-wide|group wide|across the company|across the whole company|company as a whole|the company as a whole",
    ),
    ("daytype", "", "weekend|weekends|weekday|weekdays|working day|working days|holiday|holidays"),
    ("negation", "end", "excluded|left out|omitted|aside"),
    ("negation", "others", "other|others|the other|the others|the rest|rest|remaining"),
    ("operator", "with", "with|with a|with an|having|that have|that has|which have"),
    # ---- comparison
    (
        "compare",
        "yoy",
        "yoy|y/y|year over year|year on year|yoy growth|yoy change|year over year growth|year on year growth|"
        "year over year change|year on year change|yearly growth|annual growth|annual growth rate|"
        "versus the year before|vs the year before|compared with the year before|compared to the year before|"
        "versus a year earlier|than a year earlier|from a year earlier|versus a year ago|"
        "compared with a year ago|compared to a year ago|than a year ago|from a year ago|yoy growth rate|"
        "yoy %|yoy % of|y/y %|% yoy|growth yoy|growth year over year|growth year on year|year over year growth rate|"
        "year on year growth rate|than the year before|over the year before",
    ),
    (
        "compare",
        "mom",
        "pop|period over period|period on period|sequential growth|sequentially|versus the previous period|"
        "vs the previous period|compared with the previous period|compared to the previous period|"
        "vs prior period|versus prior period|compared to the prior period|than the period before|"
        "than the previous period",
    ),
    (
        "compare",
        "mom:month",
        "mom|m/m|mom %|mom % of|m/m %|% mom|month over month|month on month|mom growth|mom change|"
        "month over month growth|"
        "month on month growth|month over month change|month on month change|monthly growth|monthly growth rate|"
        "month on month growth rate|month over month growth rate|versus the month before|vs the month before|"
        "compared with the month before|compared to the month before|than the month before|"
        "versus the previous month|vs the previous month|compared with the previous month|"
        "compared to the previous month|vs prior month|compared to the prior month",
    ),
    (
        "compare",
        "mom:quarter",
        "qoq|q/q|qoq %|qoq % of|q/q %|% qoq|quarter over quarter|quarter on quarter|qoq growth|quarterly growth|"
        "quarter over quarter growth|"
        "quarter on quarter growth|versus the quarter before|vs the previous quarter|versus the previous quarter|"
        "compared with the previous quarter|compared to the previous quarter|than the quarter before|"
        "vs prior quarter|compared to the prior quarter",
    ),
    ("compare", "mom:week", "wow|week over week|week on week|versus the previous week|compared to the previous week"),
    (
        "compare",
        "growth",
        "growth|growth rate|grow|grew|grown|increase|increased|decrease|decreased|change|changed|changes|rise|"
        "risen|rose|drop|dropped|fall|fell|decline|declined|growth in|up|down|change in|increase in|declining|"
        "shrinking|falling|rising|increasing|decreasing|growing|dropping|shrank|contracted|rate of growth|"
        "growth %|growth % of|growth amount|absolute growth|absolute increase|absolute change|absolute decrease|"
        "increase in amount|"
        "growth in absolute terms|percent change|percentage change|pct change|% change|improve|improved",
    ),
    ("compare", "difference", "difference|gap|delta|difference between|difference in|variance"),
    (
        "compare",
        "versus",
        "versus|vs|vs.|how that compares with|how that compares to|how does that compare with|how does that compare to|"
        "how it compares with|how it compares to|how does it compare with|how does it compare to|"
        "compared with|compared to|compare|against|than|comparison|relative to|in comparison with|"
        "in comparison to|as compared to|as compared with|compare with|compare to|compare between|comparing|"
        "over against|comparison of|comparison between|compared|compare against",
    ),
    # ---- share
    (
        "share",
        "share",
        "share|share of|percentage|percentage of|percent of|proportion|proportion of|% of|as a share of total|"
        "as a percentage of total|as a share of the total|as % of total|as a percent of total|contribution|"
        "contribution to|percentage share|percent share|as a percentage|as a share|in percent|share of total|"
        "percentage of total|percent of total|% of total|share of the total|percentage of the total|"
        "proportion of total|part of total|ratio of|as a % of total|as a % of the total|as % of the total|"
        "as pct of total|in % of total|in % of the total|as a percent of the total|as a proportion of total|"
        "as a proportion of the total|as a percentage of all|% of the whole|as a % of the whole",
    ),
    (
        "share",
        "of",
        "as a share of|as a percentage of|as a percent of|as a proportion of|as % of|as a % of|as pct of|in % of|"
        "make up|makes up|"
        "account for|accounts for|accounted for|comes from|come from|came from|come through|comes through|came through|"
        "contributed",
    ),
    ("share", "parts", "composition|mix|structure|made up of|makeup|make up of|split of|composition of"),
    # ---- calculations
    (
        "calc",
        "count",
        "how many|number of|count of|count|the number of|nr of|no. of|num of|quantity of|total number of",
    ),
    ("calc", "average", "average|avg|mean|on average|averaged"),
    ("calc", "median", "median"),
    (
        "calc",
        "avg:month",
        "average per month|monthly average|average monthly|per month on average|avg per month|average by month|"
        "mean monthly|a month on average|average for each month|average each month",
    ),
    (
        "calc",
        "avg:day",
        "average per day|daily average|average daily|per day on average|avg per day|a day on average|mean daily",
    ),
    ("calc", "avg:week", "average per week|weekly average|average weekly|per week on average|a week on average"),
    ("calc", "avg:quarter", "average per quarter|quarterly average|average quarterly|per quarter on average"),
    (
        "calc",
        "avg:year",
        "average per year|yearly average|average yearly|annual average|average annual|per year on average",
    ),
    ("calc", "max", "maximum|max|peak"),
    ("calc", "min", "minimum|min"),
    (
        "calc",
        "sum",
        "total|sum|altogether|in total|combined|overall|sum of|total of|in all|together|taken together|"
        "grand total|aggregate|summed|whole|entire|add up to|adds up to|sum up to|come to in total|comes to in total|"
        "add them up|add it up|add these up|add those up|sum them up|sum it up",
    ),
    (
        "calc",
        "cumulative",
        "cumulative|running total|running total of|cumulated|accumulated|cumulatively|year to date cumulative",
    ),
    (
        "calc",
        "trend",
        "trend|develop|developed|evolve|over time|trending|evolution|evolution of|development of|"
        "trend of|"
        "trend in|trend for|trend over|evolved|time series|trajectory|history of|how has|how have|movement of",
    ),
    # ---- questions
    ("question", "which", "which|who|what|which one|who is|whose"),
    ("question", "which_all", "which ones|what are the"),
    (
        "question",
        "when:month",
        "which month|what month|in which month|in what month|which months|what months|the month with",
    ),
    ("question", "when:quarter", "which quarter|what quarter|in which quarter|in what quarter|the quarter with"),
    ("question", "when:year", "which year|what year|in which year|in what year|the year with"),
    ("question", "when:day", "which day|what day|on which day|on what day"),
    ("question", "when:week", "which week|what week|in which week|in what week"),
    ("question", "when", "when|when was|when did|when were"),
    ("shift", "mom:month", "the month before|month before|the month before that"),
    ("shift", "mom:quarter", "the quarter before|quarter before|the quarter before that"),
    ("shift", "mom:week", "the week before|week before|the week before that"),
    ("shift", "mom:day", "the day before|day before|the day before that"),
    ("shift", "yoy", "the year before|year before|the year before that|a year earlier|a year ago|one year earlier"),
    (
        "operator",
        "now",
        "now|currently|current|at present|at the moment|right now|present|presently|as of now|so far|to date",
    ),
    ("grain", "month", "month"),
    ("grain", "quarter", "quarter"),
    ("grain", "year", "year"),
    ("grain", "week", "week"),
    ("grain", "day", "day"),
    # ---- charts
    (
        "chart",
        "auto",
        "chart|plot|graph|visualize|visualise|draw|diagram|as a chart|in a chart|with a chart|chart it|plot it|"
        "draw a chart|draw a graph|picture|visual|visualization|with a graph|as a graph|chart this|graph it|"
        "make a chart|and chart it|show a chart|a chart of|draw a picture",
    ),
    ("chart", "line", "line chart|line graph|line|as a line chart|line plot|trend chart|trend line|as a line"),
    (
        "chart",
        "bar",
        "bar chart|bar graph|column chart|bars|bar|as a bar chart|as bars|column graph|histogram|"
        "horizontal bar chart|bar plot",
    ),
    ("chart", "pie", "pie chart|pie|donut|doughnut|donut chart|as a pie|as a pie chart|pie graph"),
    ("chart", "table", "table|as a table|in a table|no chart|without a chart|without chart|tabular"),
    ("chart", "stacked", "stacked bar chart|stacked chart|stacked|stacked bar|stacked column chart"),
    ("chart", "waterfall", "waterfall|waterfall chart"),
    ("chart", "heatmap", "heatmap|heat map"),
    ("chart", "scatter", "scatter plot|scatter chart|scatter"),
    ("chart", "area", "area chart"),
    # ---- lists of rows
    (
        "operator",
        "detail",
        "list|list of|list all|list the|details|detail|details of|line items|records|list me|itemize|itemise|"
        "enumerate|listing|detailed list|row by row|list out|individual records",
    ),
    ("operator", "and", "and|,|&|as well as|plus|or|together with|;|also|along with"),
    (
        "operator",
        "of",
        "of|in|for|on|at|to|from|within|during|among|amongst|into|as of|as at|inside|'s|through|via|as",
    ),
    ("filler", "amount", "amount|amounts|value|dollar amount|volume"),
    ("filler", "balance", "balance|outstanding balance|position|closing balance|ending balance"),
    ("filler", "rate", "level|rate|ratio|performance"),
    # ---- definitions
    (
        "definition",
        "formula",
        "how is|how are|how's|hows|defined|calculated|calcd|calc'd|computed|formula|how do you calculate|"
        "how do we calculate|"
        "how to calculate|"
        "how is it calculated|how do you compute|calculate|worked out|how was|derived|formula for|formula of|"
        "how do i calculate",
    ),
    (
        "definition",
        "meaning",
        "definition of|definition|what does|mean by|what is meant by|meaning|meaning of|define|explain|"
        "what is the meaning of|what do you mean by|stand for|description of|describe|what is the definition of|"
        "what's the definition of|means|what exactly is",
    ),
    (
        "definition",
        "owner",
        "who owns|owner of|owner|who is responsible for|responsible for|who maintains|who is in charge of|"
        "who do i ask about|owned by|who defines|who is the owner of|who defined",
    ),
    (
        "definition",
        "metrics",
        "which metrics|what metrics|list of metrics|list metrics|available metrics|which metrics do i have|"
        "what metrics are there|which metrics are available|what metrics do you have|what metrics are available|"
        "show metrics|all metrics|what metrics can i ask about|which metrics are there|show me the metrics|"
        "show all metrics|show all the metrics|show me all the metrics|all the metrics|list all the metrics|"
        "what kpis|which kpis|list the metrics|list all metrics|what metrics do i have|what kpis do you have",
    ),
    ("definition", "values", "possible values|what values|which values|allowed values|values of"),
    (
        "definition",
        "help",
        "help|what can i ask|what can you do|how does this work|how do i use this|what can you answer|"
        "what do you know|what questions can i ask|who are you|what are you|what can i ask you|how can you help|"
        "how do you work|what can you help me with|how can i use you|what can you tell me",
    ),
    ("definition", "news", "what's new|what is new|what has changed|any updates|what's changed|whats new"),
    (
        "definition",
        "greeting",
        "hello|hi|hey|good morning|good afternoon|good evening|howdy|greetings|hi there|hello there|hey there",
    ),
    (
        "definition",
        "thanks",
        "thanks|thank you|thx|thank you very much|many thanks|cheers|great|perfect|ok|okay|got it|awesome|nice|"
        "cool|good job|well done|bye|goodbye|thanks a lot|ok thanks|great thanks|thank you so much",
    ),
    (
        "definition",
        "difference",
        "why is it different|why is this different|why does it differ|why is it different from last time|"
        "why did it change|why is that different|different from before|why different from last time|"
        "why are the numbers different|why is this different from before|why is it different from before|"
        "why isn't it the same",
    ),
    # ---- words that carry nothing
    (
        "filler",
        "",
        "a|an|the|is|are|was|were|be|been|being|do|does|did|our|my|we|us|i|me|you|your|please|show|show me|give|"
        "give me|tell|tell me|display|get|get me|find|find me|see|can|could|would|like|want|need|know|what is|"
        "what's|whats|what are|what were|what was|how much|how much is|how much was|how much were|how much did|"
        "how much do|how big|how high|how large|let|let's|have|has|had|there|is there|are there|were there|"
        "was there|so|well|i'd|i'm|want to|would like|like to|look|look at|me a|some|any|company|company's|"
        "business|figure|figures|number|numbers|data|report|information|info|result|results|here|'re|'d|'ll|'ve|"
        "'m|t|exactly how much|actually|kindly|hey bot|pls|plz|could you|can you|would you|will you|i want|i need|"
        "i want to know|i want to see|i would like to see|i would like to know|want to see|want to know|"
        "need to know|check|pull|pull up|bring up|provide|present|fetch|return|shows|showing|that|which are|"
        "who are|were the|generate|create|make|build|come|stand|stood|amount to|amounted to|total to|come to|"
        "came to|curious|about|if|whether|wondering|trying|latest on|do we|did we|have we|had we|how did|how do|"
        "how does|how are we|whats the|made|run|go|went|gone|perform|performed|look like|looks like|"
        "looked like|going|doing|with respect to|in terms of|regarding|concerning|terms|given|using|use|all|"
        "all the|one|ones|each one",
    ),
    (
        "basis",
        "without",
        "excluding vat|excl vat|excl. vat|ex vat|without vat|w/o vat|w/o tax|net of vat|before vat|vat excluded|"
        "exclusive of vat|"
        "excluding tax|ex tax|without tax|net of tax|tax excluded|exclusive of tax",
    ),
    (
        "basis",
        "with",
        "including vat|incl vat|incl. vat|with vat|vat included|inclusive of vat|including tax|with tax|tax included|"
        "inclusive of tax",
    ),
    (
        "attain",
        "",
        "attainment|attained|attain|achieved|achievement|achieve|fulfilled|fulfilment|fulfillment|completed|completion|"
        "have we hit|did we hit|hit|have we met|did we meet|met|execution|attainment rate|completion rate",
    ),
    (
        "question",
        "percent",
        "%|pct|as a %|as %|in %|what percent|what percentage|how many percent|which percentage|in percent how much",
    ),
    ("question", "points", "how many points|how many percentage points|in points|in percentage points"),
    (
        "question",
        "how_much",
        "by how much|by how much did|by how much does|by how much do|by how much has|by how much have|"
        "how much|how high|how large|how big|how low",
    ),
    (
        "operator",
        "unknown_future",
        "will be|will|forecast|predict|prediction|projected|expected to|projection|forecasted|outlook|going to be",
    ),
    (
        "operator",
        "cause",
        "why|reason for|reasons for|causes of|because of what|"
        "root cause|what caused|cause of|what drove|reason|what explains|explain why|"
        "what is driving|what's driving|driver of|drivers of|what is behind|what's behind|"
        "why did|why is|why are|why was|why has",
    ),
    (
        "filler",
        "",
        "goes to|that goes to|going to|located|located in|based|based in|works|work|working|"
        "coming from|belonging to|belongs to|sitting in|quickly|roughly|approximately|about how much|just curious",
    ),
    (
        "filler",
        "",
        "where|whose|metric|kpi|the metric|this metric|looking|tracking|shaping up|faring|holding up|coming along",
    ),
)
