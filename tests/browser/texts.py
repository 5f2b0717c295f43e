"""What the people of these tests write."""

from __future__ import annotations

# As long as a name may be, with an emoji and letters that run from right to left.
LONG_NAME = "Annelise-Wilhelmine 🦊 von Hohenfels-Ansbach שרה בת אברהם"

ANN = """\
Data drift means that the *inputs* change, wombats in place of koalas.

With concept drift the inputs look the same but the right answer is another:

- a message that was harmless is a scam today
- the relation `p(y | x)` has changed

```python
drifted = ks_2samp(training["brightness"], live["brightness"]).pvalue < 0.01  # see the histogram
```
"""
# A phrase of the text above that stands nowhere else.
ANN_ALONE = "wombats in place of koalas"
ANN_EDITED = ANN.replace("koalas", "quokkas")
ANN_EDITED_ALONE = "wombats in place of quokkas"

BO = (
    "Fresh labels are what it takes to see concept drift, since the relation between input and "
    "answer changes. Data drift can be seen without labels."
)
# The same but for case and punctuation.
CY = BO.replace("Fresh labels are", "fresh labels are").removesuffix(".")
