"""What the columns of spreadsheets and the fields of records are called, in several languages."""
# ruff: noqa: RUF001  # letters of other alphabets are theirs

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache


class Field(Enum):
    """What a column or field holds."""

    QUESTION = "question"
    ANSWER = "answer"
    CORRECT = "correct"  # the right option: its text, letter or number
    OPTION = "option"  # one of several columns
    OPTIONS = "options"  # all of them
    WRONG = "wrong"
    EXPLANATION = "explanation"
    SECTION = "section"
    ID = "id"  # of a question that was exported
    KIND = "kind"  # whether options are offered, or what fills a gap is typed
    ASIDE = "aside"  # numbers, times, tags


def _set(names: str) -> frozenset[str]:
    return frozenset(name.strip() for name in names.split(","))


_NAMES = {
    Field.QUESTION: _set(
        """question, questions, question text, questiontext, q, front, prompt, stem, term, terms,
        word, problem, ask, quiz question, question title, expression, statement, cue, frage,
        fragen, vorderseite, begriff, wort, pregunta, preguntas, término, termino, palabra, anverso,
        pergunta, termo, palavra, frente, domanda, termine, parola, fronte, vraag, begrip, woord,
        voorkant, recto, terme, mot, énoncé, вопрос, термин, слово, питання, термін, soru, terim,
        kelime, pytanie, pojęcie, pojem, otázka, 问题, 題目, 题目, 正面, 術語, 术语, 質問, 問題, 表,
        用語, 질문, 문제, 용어, 앞면, câu hỏi, thuật ngữ, سؤال, السؤال, שאלה, מונח, प्रश्न"""
    ),
    Field.ANSWER: _set(
        """answer, answers, a, back, definition, definitions, meaning, response, solution,
        model answer, sample answer, reply, translation, description, explanation of term, antwort,
        antworten, rückseite, definition (de), bedeutung, lösung, respuesta, respuestas,
        definición, definicion, significado, reverso, resposta, definição, verso, risposta,
        definizione, significato, retro, antwoord, definitie, betekenis, achterkant, réponse,
        reponse, définition, signification, solution détaillée, ответ, определение, значение,
        відповідь, означення, cevap, yanıt, tanım, anlam, odpowiedź, definicja, odpověď, 答案,
        回答, 背面, 定义, 定義, 答え, 解答, 裏, 意味, 답, 정답, 답변, 정의, 뜻, 뒷면, trả lời,
        đáp án, định nghĩa, جواب, الجواب, إجابة, الإجابة, תשובה, הגדרה, उत्तर"""
    ),
    Field.CORRECT: _set(
        """correct, correct answer, correct answers, correct option, correct options, correctanswer,
        correctanswers, right answer, right, answer key, key, correct choice, correct answer(s),
        correctoption, correctoptions, rightanswer, correct_option_id, correctindex, answerindex,
        correctanswerindex, correctoptionindex, answer index, correct index, richtige antwort,
        richtig, respuesta correcta, resposta correta, resposta certa, risposta corretta,
        juiste antwoord, bonne réponse, réponse correcte, правильный ответ, doğru cevap, 正确答案,
        正解, 정답 번호"""
    ),
    Field.OPTIONS: _set(
        """options, option, choices, choice, alternative, answer options, answer choices,
        alternatives, possible answers, possibleanswers, answeroptions, answerchoices, variants,
        antwortmöglichkeiten, opciones, opções, opzioni, 选项, 選択肢"""
    ),
    Field.WRONG: _set(
        """incorrect, incorrect answers, incorrectanswers, wrong, wrong answers, wronganswers,
        distractors, incorrect answer, wrong answer"""
    ),
    Field.EXPLANATION: _set(
        """explanation, answer explanation, rationale, feedback, general feedback, justification,
        reason, extra, notes, note, comment, remarks, erklärung, explicación, explicação,
        spiegazione, uitleg, explication, объяснение, açıklama, 解释, 解析, 解説, 해설"""
    ),
    Field.SECTION: _set(
        """category, topic, chapter, section, subject, deck, unit, module, lesson, theme, kategorie,
        thema, kapitel, categoría, tema, capítulo, categoria, catégorie, thème, chapitre, раздел,
        тема"""
    ),
    Field.KIND: _set(
        """type, question type, type of question, item type, question kind, fragetyp, typ, tipo,
        tipo de pregunta, tipo de pergunta, tipo di domanda, type de question, vraagtype,
        тип вопроса, тип, soru türü, 题型, 類型, 問題形式, 유형"""
    ),
    Field.ID: frozenset({"roundtable id"}),
    Field.ASIDE: _set(
        """id, number, no, nr, #, time, time limit, tags, tag, points, score, difficulty, level,
        image, image link, picture, audio, source, guid, notetype, note type, hint, author, date,
        reference, page"""
    ),
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OPTION = re.compile(
    r"(?:answer|option|choice|alternative|opt|ans|antwort|opción|opcion|opção|opzione|réponse|respuesta|risposta|resposta|选项)"
    r"[ _-]?(?:[a-j1-9]|10)|[a-j]"
)
_WRONG = re.compile(r"(?:incorrect|wrong|distractor)(?: answer| option| choice)?[ _-]?[1-9]")
_MOST_WORDS = 3
_BEHIND = re.compile(r"[ ]?(?:[-–—(\[:].*)?$")

_LAST = frozenset({Field.QUESTION, Field.ANSWER, Field.EXPLANATION, Field.KIND, Field.ASIDE})
ASIDE = frozenset({Field.KIND, Field.ASIDE})
"""What columns hold that is no part of a card."""


@lru_cache(maxsize=4_096)
def field_named(name: str) -> Field | None:
    """Return what a heading such as `Answer 1 - max 75 characters` names, None for others."""
    plain = " ".join(
        _CAMEL.sub(" ", name.strip().strip("*_").lstrip("\ufeff")).replace("_", " ").split()
    ).casefold()
    for text in (
        plain,
        plain.replace(" ", ""),
        plain.rstrip("."),
        _BEHIND.sub("", plain),
        re.split(r"[ ]?[-–—(\[:]", plain)[0],
    ):
        if text == "":
            continue
        if text in _FIELDS:
            return _FIELDS[text]
        if _WRONG.fullmatch(text):
            return Field.WRONG
        if _OPTION.fullmatch(text):
            return Field.OPTION
    # "Interview question", "Your answer", "Sr. No.": the last of a few words says what it is.
    words = plain.replace(".", "").split()
    last = _FIELDS.get(words[-1]) if 1 < len(words) <= _MOST_WORDS else None
    return last if last in _LAST else None
