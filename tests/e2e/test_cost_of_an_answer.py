"""What an answer takes does not creep up: who adds to it raises these figures and knows it."""

from __future__ import annotations

from pathlib import Path

from tests.bench.answering import Cost, cost_of_an_answer

# Of these, six files and four statements ask who may read the question, at each of two steps.
# A file and ten functions are how SQLite's thread is asked, which was a library's before, and a
# file is the shared commits that deliveries have as well. Four files, a transaction and three
# statements are the turns that all workers take with a platform that takes so many a second. Three
# files are cards, which have one of their own, emoji that are named in an answer, and threads that
# do not take what is posted; they and what was left out of an answer are eleven functions. A file
# is where messages go, which stood with the messages before, and a function asks whom one mentions.
# A file is forums, which four functions look for; six functions name the question that an answer
# was saved for, which the form has read. A file and three functions begin a long question's words,
# and ask how sure one is. Two files and five functions find the pictures of a question, and one and
# four the field for those of an answer; four more ask in which words a round was asked. Two write
# what is below an answer that was saved, which stands there again once it is said how sure one is.
# Two files, seven functions, a transaction and two statements ask once whether one's answers may
# leave: of who was asked, nothing is looked up again.
MOST = Cost(files=64, functions=220, transactions=10, statements=26)


async def test_from_answer_to_the_new_count_takes_no_more_than_it_did(tmp_path: Path) -> None:
    cost = await cost_of_an_answer(tmp_path / "roundtable.db")

    assert cost.files <= MOST.files
    assert cost.functions <= MOST.functions
    assert cost.transactions <= MOST.transactions
    assert cost.statements <= MOST.statements
