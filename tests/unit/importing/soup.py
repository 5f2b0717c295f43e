"""Random documents made of every mark that the layouts know, for the properties of parsing."""

from __future__ import annotations

from hypothesis import strategies as st

WORDS = ("crumb", "dough", "oven", "steam", "yeast", "flour", "crust", "salt")
_MARKS = ("", "", "", "- ", "* ", "  - ", "> ", "> - ", "# ", "### ", "1. ", "2) ", "7. ", "Q: ",
          "Q3: ", "A: ", "**", "  ", "    ")  # fmt: skip
_OPENINGS = ("What is", "Why does", "Explain", "Create", "The", "the", "In the", "How do", "Use")
_ENDINGS = ("?", ".", "", ":", "**", "? The oven.", ". It is so.", "?- dough", "`")
_WHOLE_LINES = ("", "", "-", "---", "?", "do?", "```", "~~~", "Notes:", "Further research", ">",
                "<details>", "<summary>", "</summary>", "</details>", "| a | b |", "TODO", "...",
                "|---|---|", "| What is dough? | oven |", "What is salt?;steam",
                "What is crust?\tflour", "Page 4", "Page 5", "Page 6", ": yeast",
                "Tags: salt", "True or false: the oven rises.",
                "1.", "Question 4", "Answer:", "\t", "# ", "**", "> ")  # fmt: skip

_sentences = st.builds(
    lambda mark, opening, words, ending: f"{mark}{opening} {' '.join(words)}{ending}",
    st.sampled_from(_MARKS),
    st.sampled_from(_OPENINGS),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4),
    st.sampled_from(_ENDINGS),
)
_pieces = st.builds(
    lambda mark, word: f"{mark}{word}", st.sampled_from(_MARKS), st.sampled_from(WORDS)
)

lines = st.one_of(_sentences, _pieces, st.sampled_from(_WHOLE_LINES))
documents = st.lists(lines, max_size=25).map("\n".join)

_tags = st.sampled_from(("", "", "<details>", "</details>", "<details><summary>What is",
                         "</summary>", "<summary>", "<br><b>"))  # fmt: skip
_closing_tags = st.sampled_from(("", "", "</details>", "<br>", "</summary>"))
folded = st.lists(
    st.builds(lambda before, line, after: f"{before} {line}{after}", _tags, lines, _closing_tags),
    max_size=12,
).map("\n".join)
cards = st.lists(
    st.builds(lambda line, separator, word: f"{line}{separator}{word}", lines,
              st.sampled_from(("\t", ";", "::", ",", " | ")), st.sampled_from(WORDS)),
    max_size=12,
).map("\n".join)  # fmt: skip
tables = st.lists(
    st.builds(lambda line, word: f"| {line} | {word} |", lines, st.sampled_from(WORDS)), max_size=8
).map(lambda rows: "\n".join(["| a | b |", "|---|---|", *rows]))
dashed = st.lists(
    st.builds(lambda dash, line: dash + line, st.sampled_from(("-\n", "", "- ")), lines),
    max_size=16,
).map("\n".join)
