# What many people wrote about, for the office.

command-topics = what many people write about
topics-begun = I am looking at the last 7 days and will tell you in a moment.
topics-none = In the last 7 days there was nothing that several people wrote about.
topics-failed = I could not finish this time. Please send /topics again in a while.
topics-head = What many wrote about in the last 7 days, against the 7 days before:
topics-line = · { $name }: { $people } people{ $change ->
        [new] {", new"}
        [more] {", "}{ $n } more
        [fewer] {", "}{ $n } fewer
       *[same] {", as many as before"}
    }{ $supporters ->
        [0] {""}
       *[other] {", supported by "}{ $supporters }
    }, such as { $number }
