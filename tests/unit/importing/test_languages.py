# ruff: noqa: E501, RUF001  # words of other scripts are what it is about
"""Notes in each language: its own question mark, labels and verbs, one table of data."""

from __future__ import annotations

import pytest

from bot.core.documents import Status
from bot.importing.languages import FIELDS, LANGUAGES
from bot.importing.placeholders import is_placeholder
from bot.importing.vocabulary import AUXILIARIES, STATEMENT_WORDS
from tests.unit.importing.reading import pairs, parse

NOTES = {
    "english": ("What is rye?", "A grain.", "Name a flour.", "Wheat.", "Why bake?", "Taste."),
    "german": ("Was ist Roggen?", "Ein Korn.", "Nenne ein Mehl.", "Weizen.", "Wozu Salz?", "Würze."),
    "french": ("Qu’est-ce que le seigle ?", "Un grain.", "Citez une farine.", "Blé.",
               "Pourquoi cuire ?", "Le goût."),
    "spanish": ("¿Qué es el centeno?", "Un grano.", "Nombra una harina.", "Trigo.",
                "¿Por qué hornear?", "El sabor."),
    "portuguese": ("O que é centeio?", "Um grão.", "Cite uma farinha.", "Trigo.",
                   "Por que assar?", "O sabor."),
    "italian": ("Che cos'è la segale?", "Un grano.", "Elenca una farina.", "Frumento.",
                "Perché cuocere?", "Il gusto."),
    "dutch": ("Wat is rogge?", "Een graan.", "Noem een meel.", "Tarwe.", "Waarom bakken?", "Smaak."),
    "russian": ("Что такое рожь?", "Злак.", "Назовите муку.", "Пшеничная.", "Зачем печь?", "Вкус."),
    "ukrainian": ("Що таке жито?", "Злак.", "Назвіть борошно.", "Пшеничне.", "Навіщо пекти?", "Смак."),
    "turkish": ("Çavdar nedir?", "Bir tahıl.", "Unu tanımlayın.", "Buğday.", "Neden pişir?", "Tat."),
    "arabic": ("ما هو الجاودار؟", "حبوب.", "اذكر دقيقا.", "قمح.", "لماذا نخبز؟", "الطعم."),
    "hebrew": ("מהו שיפון?", "דגן.", "ציין קמח.", "חיטה.", "מדוע אופים?", "טעם."),
    "hindi": ("राई क्या है?", "एक अनाज।", "एक आटे का नाम बताइए।", "गेहूँ।", "क्यों पकाएँ?", "स्वाद।"),
    "chinese": ("什么是黑麦？", "一种谷物。", "说出一种面粉。", "小麦粉。", "为什么要烤？", "味道。"),
    "japanese": ("ライ麦とは何ですか？", "穀物です。", "粉を一つ挙げなさい。", "小麦粉。",
                 "なぜ焼くのですか。", "味のため。"),
    "korean": ("호밀은 무엇인가요?", "곡물입니다.", "밀가루를 하나 쓰시오.", "통밀.", "왜 굽나요?", "맛."),
    "polish": ("Czym jest żyto?", "Zbożem.", "Podaj rodzaj mąki.", "Pszenna.", "Po co piec?", "Smak."),
    "czech": ("Co je žito?", "Obilí.", "Uveďte druh mouky.", "Pšeničná.", "Proč péct?", "Chuť."),
    "greek": ("Τι είναι η σίκαλη;", "Δημητριακό.", "Αναφέρετε ένα αλεύρι.", "Σιτάρι.",
              "Γιατί ψήνουμε;", "Γεύση."),
    "thai": ("ข้าวไรย์คืออะไร?", "ธัญพืช", "จงบอกชื่อแป้งหนึ่งชนิด", "แป้งสาลี", "ทำไมต้องอบ?", "รสชาติ"),
    "vietnamese": ("Lúa mạch đen là gì?", "Một loại hạt.", "Nêu một loại bột.", "Bột mì.",
                   "Tại sao phải nướng?", "Vị."),
}  # fmt: skip
LAYOUTS = {
    "numbered": lambda n, q, a: f"{n}. {q}\n\n{a}\n\n",
    "headings": lambda n, q, a: f"## {q}\n\n{a}\n\n",
    "numbered headings": lambda n, q, a: f"### {n}. {q}\n\n{a}\n\n",
    "bold": lambda n, q, a: f"**{q}**\n\n{a}\n\n",
}


def rows(name: str) -> list[tuple[str, str]]:
    texts = NOTES[name]
    return list(zip(texts[::2], texts[1::2], strict=True))


def read(text: str) -> list[tuple[str, str]]:
    # The sign of a Greek question and a semicolon are the same to Unicode.
    return [(q.replace("'", "’").replace("\u037e", ";"), a) for q, a in pairs(text)]


def expected(name: str) -> list[tuple[str, str]]:
    return [(q.replace("'", "’"), a) for q, a in rows(name)]


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_language_has_all_its_parts(name: str) -> None:
    language = LANGUAGES[name]
    for field in FIELDS:
        words = language.words(field)
        assert words or field in ("asking", "telling", "short_question", "short_answer"), field
        assert all(word and word == word.strip() for word in words), field
        assert field == "marks" or all(word == word.casefold() for word in words), field
    assert len(language.words("initials")) == 2


def test_a_language_that_is_asked_for_has_notes_here() -> None:
    assert NOTES.keys() == LANGUAGES.keys()


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", LANGUAGES)
def test_notes_in_every_language_are_read_in_every_layout(name: str, layout: str) -> None:
    text = "".join(LAYOUTS[layout](n, q, a) for n, (q, a) in enumerate(rows(name), 1))
    assert read(text) == expected(name)


@pytest.mark.parametrize("form", ["{}: ", "**{}:** ", "**{}**: ", "{} {n}: "])
@pytest.mark.parametrize("name", LANGUAGES)
def test_each_language_s_labels_tell_question_and_answer(name: str, form: str) -> None:
    language = LANGUAGES[name]
    ask, tell = (language.words(field)[0].capitalize() for field in ("question", "answer"))
    text = "".join(
        f"{form.format(ask, n=n)}{q}\n{form.format(tell, n=n)}{a}\n\n"
        for n, (q, a) in enumerate(rows(name), 1)
    )
    assert read(text) == expected(name)


@pytest.mark.parametrize("name", LANGUAGES)
def test_each_language_s_initials_are_labels_where_both_come_in_turn(name: str) -> None:
    ask, tell = (letter.capitalize() for letter in LANGUAGES[name].words("initials"))
    text = "".join(f"{ask}: {q}\n{tell}: {a}\n\n" for q, a in rows(name))
    assert read(text) == expected(name)


@pytest.mark.parametrize("name", LANGUAGES)
def test_each_language_says_in_its_words_that_there_is_no_answer_yet(name: str) -> None:
    for words in LANGUAGES[name].words("empty"):
        assert is_placeholder(f"({words.capitalize()})"), words


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_hint_is_no_answer_and_a_correct_answer_is_one(name: str) -> None:
    language = LANGUAGES[name]
    hint, correct = (language.words(field)[0].capitalize() for field in ("hint", "correct"))
    text = "".join(f"## {q}\n\n{hint}: xyz\n\n**{correct}:** {a}\n\n" for q, a in rows(name))
    assert read(text) == expected(name)
    assert [each.reason for each in parse(text).skipped] == ["hint"] * 3


def test_no_imperative_or_question_word_of_another_language_opens_an_english_statement() -> None:
    english = (STATEMENT_WORDS | AUXILIARIES) - {"is", "no"}
    for name, language in LANGUAGES.items():
        if name != "english":
            foreign = {*language.words("interrogatives"), *language.words("verbs")}
            assert not foreign & english, name


def test_a_language_that_is_not_asked_for_is_told_by_its_marks_alone() -> None:
    text = "1. Mi a rozs?\n\nGabona.\n\n2. Mire jó a sütés?\n\nÍz.\n"
    assert [item.status for item in parse(text).items] == [Status.ANSWERED] * 2
