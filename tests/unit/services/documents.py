"""Small documents about bread, in several layouts."""

from __future__ import annotations

from bot.core.import_request import ImportRequest
from bot.core.models import GroupId, WorkspaceId
from bot.core.uploads import Upload

REFERENCE = """# Baking bread

## 1. Why does bread dough rest before it is shaped?

The gluten relaxes while it rests, so that the dough stretches without tearing.

## 2. What does steam do in the first minutes of baking?

Steam keeps the crust soft, and the loaf can still rise.

## 3. When is a sourdough starter ready to use?

It is ready when it doubles within six hours of feeding.
"""

REFERENCE_2 = (
    REFERENCE.replace("six hours", "eight hours at most")
    + """
## 4. Which flour makes the chewiest crumb?

Flour with much protein, such as bread flour.
"""
)

READER = """Why does bread dough rest before it is shaped?

> Resting lets the gluten relax.

What does steam do in the first minutes of baking?

> It delays the crust.

When is a sourdough starter ready to use?

> TODO
"""

FIVE = (
    REFERENCE
    + """
## 4. Which flour makes the chewiest crumb?

Flour with much protein, such as bread flour.

## 5. Why is salt added late in some recipes?

Salt slows the yeast and tightens the gluten.
"""
)

# The answers of FIVE in their order, without its questions.
ANSWERS_ONLY = """1. The gluten relaxes while the dough rests, and then it stretches.

2. The steam keeps the crust soft so that the loaf can rise.

3. It is ready once the starter doubles within six hours of feeding.

4. A flour with much protein, bread flour for example.

5. Because salt slows the yeast and tightens gluten.
"""

OTHER_TOPIC = """## 1. How is green tea kept from turning bitter?

Use water of about 75 degrees and few minutes.

## 2. What is the difference between green tea and black tea?

Black tea is oxidised, green tea is not.
"""


def upload(name: str, text: str) -> Upload:
    """Return a document as it is uploaded."""
    return Upload(name, text.encode())


def request(group: GroupId, *files: Upload, **options: object) -> ImportRequest:
    """Return what an admin asks for."""
    return ImportRequest(workspace=WorkspaceId(group), files=files, **options)  # type: ignore[arg-type]
