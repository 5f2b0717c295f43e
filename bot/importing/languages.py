# ruff: noqa: RUF001  # signs and words of other scripts are what it is about
"""What people write around questions and answers, language by language: data, no rules.

A language is a record of words; what is done with them is in `vocabulary`, `labels` and
`questions`. No word of any subject belongs here. All languages are read at once, for a document
may mix them (a Japanese translation keeps its `Answer:`), so a word that is an everyday word of
another language is left out: Italian `come`, French `comment`, Dutch `was`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Language:
    """The words of one language; several are parted by a bar, letter case does not count.

    `question`, `answer`, `hint` and `explanation` are labels with a colon behind, `task` is one of
    a question where a number follows; `own` and `correct` are those of a form with room for the
    reader's answer and of what is right. `initials` are the letters for a question and an answer,
    `verdicts` say whether a statement is true.
    `key` are titles above the answers to questions asked further up, `notes` those above what
    answers nothing, `more` those above more questions, `chapter` what counts parts.
    `interrogatives` begin a question; `verbs` are the imperatives with which a teacher asks.
    `choose` tells to choose among options, `offer` are labels before these. `empty` is what stands
    where no answer does yet. `asking` and `telling` end a question without its mark and an
    instruction, in languages that have such endings, a dash where none has. `short_question` and
    `short_answer` are labels cut short, which are no words of a title.
    `top` leads back on a page, `turning` on a site where it is a link or has an arrow; `closing`
    stands above the name under a message. `people` are the writer and the readers, as an author
    names them who takes leave. `within` are titles of a part of an answer; `code` is what a
    question calls the code below it, `pointing` what points at that.
    """

    marks: str
    question: str
    task: str
    answer: str
    hint: str
    explanation: str
    own: str
    correct: str
    initials: str
    verdicts: str
    key: str
    notes: str
    more: str
    drill: str
    chapter: str
    interrogatives: str
    verbs: str
    choose: str
    offer: str
    empty: str
    top: str
    turning: str
    closing: str
    people: str
    within: str
    code: str
    pointing: str
    short_question: str = "-"
    short_answer: str = "-"
    asking: str = "-"
    telling: str = "-"

    def words(self, field: str) -> tuple[str, ...]:
        """Return the words of a field; none for a dash."""
        text: str = getattr(self, field)
        return () if text == "-" else tuple(word.strip() for word in text.split("|"))


LANGUAGES = {
    "english": Language(
        marks="?",
        question="question|questions|ques|quiz question|question no|question number|question nr",
        task="problem|exercise|task|item",
        answer="answer|answers|ans|solution|my answer|sample answer|model answer|reference answer"
        "|short answer|quick answer|suggested answer|example answer|possible answer|brief answer",
        hint="hint|hints",
        explanation="explanation|explanations|rationale|reasoning",
        own="your answer|your response|write your answer|your answer here|your solution",
        correct="correct answer|correct answers|right answer|correct option|correct choice"
        "|correct|answer key|expected answer|the correct answer is|the correct answers are"
        "|correct answer is|the answer is|the right answer is",
        initials="q|a",
        verdicts="true|false",
        key="answers|answer key|answers key|solutions|answer sheet|key|correct answers"
        "|answers and explanations|quiz answers|solution key|model answers",
        notes="notes|note|my notes|references|further reading|resources|links|sources|appendix"
        "|see also|acknowledgements|credits|footnotes|comments|useful links|summary"
        "|key takeaways|takeaways|licence|license|contributing|contributors|next steps"
        "|score yourself|scoring|your score|bibliography|conclusion|additional resources"
        "|more resources|external links|additional reading|learn more|what next?|what's next?",
        more="further research|further questions|exercises|bonus questions|extra questions"
        "|additional questions|questionnaire|questions|quiz|review questions",
        drill="flashcards|flash cards|study cards|review cards|self-test|self test"
        "|test yourself|quiz yourself|check yourself|q&a|questions and answers"
        "|answers to the questions|review sheet|exam review|chapter review|midterm review"
        "|final review|unit review|exam prep",
        chapter="chapter|part|section|unit|module|lesson|week|day|level|topic|lecture",
        interrogatives="what|how|why|which|when|where|who|whom|whose",
        verbs="explain|describe|define|discuss|list|name|give|provide|state|compare|contrast"
        "|summarize|summarise|outline|identify|illustrate|justify|distinguish|differentiate|draw"
        "|sketch|derive|prove|show|enumerate|mention|elaborate|clarify|interpret",
        choose="select all that apply|choose all that apply|choose two|choose three|select two"
        "|select three|choose one|select one|check all that apply|choose the correct"
        "|select the correct|more than one answer|mark all",
        offer="choices|options|choice|possible answers|answer options|answer choices",
        empty="answer here|your answer here|write your answer here|enter your answer here"
        "|no answer|to be answered|not answered|not done|to be filled in|to do"
        "|omitted|left blank|unsolved|left as an exercise|no answer yet|not solved|still open",
        short_question="que|qn|qns|qstn",
        short_answer="sol|soln|answ",
        top="back to top|back to the top|return to top|return to the top|go to top|go to the top"
        "|back to index|back to the index|back to contents|back to the contents"
        "|back to table of contents|back to the table of contents|go to contents"
        "|return to contents|return to index|to top|scroll to top",
        turning="previous|next|home|table of contents|contents|index|previous page|next page"
        "|previous chapter|next chapter|up",
        closing="regards|best regards|kind regards|best|cheers|best wishes|sincerely|yours|thanks"
        "|many thanks",
        people="you|your|yours|i'm|i'll|i've|i'd|my|me|we|our|us",
        within="note|notes|side note|example|examples|remark|remarks|tip|tips|caution|warning"
        "|details|proof|code|output|result|counterexample|analogy|formula|intuition"
        "|derivation|background|in practice|pros|cons|advantages|disadvantages"
        "|pros and cons|steps|explanation",
        code="code|snippet|program|function|script|query|statement|loop|expression|output",
        pointing="this|these|following|below|above",
    ),
    "german": Language(
        marks="?",
        question="frage|fragen",
        task="aufgabe|aufgaben|übung",
        answer="antwort|antworten|lösung|lösungen|musterlösung|meine antwort|kurzantwort",
        hint="hinweis|tipp",
        explanation="erklärung|erläuterung|begründung",
        own="deine antwort|ihre antwort|eigene antwort",
        correct="richtige antwort|richtige antworten|korrekte antwort|richtig"
        "|die richtige antwort ist|die richtige antwort lautet|die richtigen antworten sind",
        initials="f|a",
        verdicts="richtig|falsch",
        key="antworten|lösungen|lösungsschlüssel|musterlösungen|auflösung|lösungsteil",
        notes="notizen|anmerkungen|quellen|literatur|anhang|verweise|siehe auch|zusammenfassung"
        "|weiterführende links|danksagung|lizenz",
        more="fragen|weitere fragen|zusatzfragen|übungen|aufgaben|fragebogen",
        drill="karteikarten|lernkarten|selbsttest|selbsttests|prüfungsfragen"
        "|kontrollfragen|wiederholungsfragen|fragen und antworten|abfragen"
        "|prüfungsvorbereitung",
        chapter="kapitel|teil|abschnitt|einheit|lektion|modul|woche|thema",
        interrogatives="wie|wo|wer|wen|wem|wann|warum|weshalb|wieso|welche|welcher|welches"
        "|welchen|wozu|womit|wodurch|woher|wohin|wofür|worin|worauf|wieviel",
        verbs="nenne|nennen|erkläre|erklären|beschreibe|beschreiben|definiere|definieren"
        "|erläutere|erläutern|begründe|begründen|vergleiche|vergleichen|skizziere|zeichne"
        "|zähle|gib|geben|diskutiere|bestimme|bestimmen|beweise|zeige|ordne|unterscheide",
        choose="alle zutreffenden|mehrere antworten|mehrfachauswahl|wähle zwei|wähle alle"
        "|wählen sie",
        offer="antwortmöglichkeiten|optionen|auswahl|auswahlmöglichkeiten",
        empty="keine angabe|k. a|k.a|entfällt|nicht besprochen|"
        "noch nachlesen|nachlesen|nachschauen|noch nachschauen|"
        "antwort hier|hier antworten|keine antwort|noch offen|noch auszufüllen|folgt|"
        "noch nicht bearbeitet"
        "|wird ergänzt|kommt noch|weiss nicht|siehe oben|erledigt|keine ahnung|ausgelassen"
        "|fehlt noch|später|weiss ich nicht|noch nicht beantwortet|nicht beantwortet",
        short_answer="lsg|antw",
        top="nach oben|zurück nach oben|zum seitenanfang|zurück zum anfang|zum anfang"
        "|zum inhaltsverzeichnis|zurück zum inhaltsverzeichnis|zurück zur übersicht",
        turning="zurück|weiter|vorherige|nächste|vorheriges kapitel|nächstes kapitel"
        "|vorherige seite|nächste seite|startseite|inhaltsverzeichnis|inhalt|übersicht",
        closing="viele grüsse|mit freundlichen grüssen|liebe grüsse|beste grüsse|gruss|mfg|lg",
        people="ich|mir|mich|mein|meine|euch|euer|eure|dir|dich|dein|deine|wir",
        within="hinweis|anmerkung|anmerkungen|beispiel|beispiele|bemerkung|tipp|beweis|achtung"
        "|details|vorteile|nachteile|gegenbeispiel|formel",
        code="code|codes|programm|quelltext|funktion|skript|abfrage|ausdruck|ausgabe"
        "|codeausschnitt|schleife",
        pointing="dieser|diese|dieses|diesem|diesen|folgende|folgender|folgendes|folgenden"
        "|folgendem|untenstehende",
    ),
    "french": Language(
        marks="?",
        question="question|questions",
        task="exercice|problème",
        answer="réponse|réponses|solution|corrigé|ma réponse|reponse",
        hint="indice|indication|astuce",
        explanation="explication|explications|justification",
        own="votre réponse|ta réponse",
        correct="bonne réponse|bonnes réponses|réponse correcte|réponse exacte|réponse juste"
        "|la bonne réponse est|la réponse correcte est|les bonnes réponses sont",
        initials="q|r",
        verdicts="vrai|faux",
        key="réponses|corrigés|corrigé|solutions|les réponses|grille de réponses|correction",
        notes="remarques|références|bibliographie|annexe|annexes|voir aussi|ressources|liens"
        "|résumé|remerciements|licence",
        more="questions|questions supplémentaires|exercices|questionnaire|autres questions",
        drill="cartes mémoire|cartes de révision|fiches de révision|flashcards"
        "|auto-évaluation|autoévaluation|questions et réponses|questions-réponses|testez-vous"
        "|révisions",
        chapter="chapitre|partie|leçon|unité|semaine|thème",
        interrogatives="quel|quelle|quels|quelles|quoi|pourquoi|où|quand|combien|lequel"
        "|laquelle|lesquels|lesquelles|qu'est-ce|que signifie",
        verbs="citer|expliquer|décrire|définir|donner|nommer|énumérer|comparer|"
        "indiquer|préciser|justifier|illustrer|présenter|résumer|montrer|"
        "démontrer|distinguer|énoncer|rappeler|rappelez|"
        "citez|cite|expliquez|explique|décrivez|décris|définissez|définis|donnez|donne"
        "|nommez|nomme|énumérez|comparez|indiquez|précisez|justifiez|illustrez|présentez"
        "|résumez|dites|montrez|démontrez|calculez|listez|distinguez|énoncez",
        choose="plusieurs réponses|cochez|choisissez|sélectionnez",
        offer="choix|propositions|options|choix possibles",
        empty="néant|sans objet|non abordé|"
        "réponse ici|votre réponse ici|à compléter|à faire|pas de réponse|à venir|fait"
        "|je ne sais pas|voir ci-dessus|non fait|sans réponse|aucune idée|plus tard|non traité"
        "|à rédiger|en cours|à revoir|à relire|à vérifier",
        short_answer="rép|sol",
        top="retour en haut|haut de page|retour en haut de page|retour au sommaire|retour au début"
        "|revenir en haut|remonter|retour à la table des matières",
        turning="précédent|suivant|page précédente|page suivante|chapitre précédent"
        "|chapitre suivant|accueil|sommaire|table des matières",
        closing="cordialement|bien cordialement|amicalement|bonne journée|salutations|bien à vous",
        people="je|j'ai|moi|mon|mes|vous|votre|vos|toi|nous|n'hésitez",
        within="remarque|remarques|exemple|exemples|preuve|démonstration|attention|détails"
        "|avantages|inconvénients|contre-exemple|formule",
        code="code|programme|fonction|script|requête|extrait|expression|boucle",
        pointing="ce|cet|cette|ces|suivant|suivante|suivants|ci-dessous",
    ),
    "spanish": Language(
        marks="?",
        question="pregunta|preguntas",
        task="ejercicio|problema",
        answer="respuesta|respuestas|solución|soluciones|mi respuesta",
        hint="pista|sugerencia|consejo",
        explanation="explicación|justificación",
        own="tu respuesta|su respuesta",
        correct="respuesta correcta|respuestas correctas|correcta|opción correcta"
        "|la respuesta correcta es|las respuestas correctas son",
        initials="p|r",
        verdicts="verdadero|falso",
        key="respuestas|soluciones|clave de respuestas|solucionario|respuestas correctas|clave",
        notes="notas|referencias|bibliografía|anexo|apéndice|recursos|enlaces|véase también"
        "|resumen|agradecimientos|licencia|contribuyendo",
        more="preguntas|más preguntas|preguntas adicionales|ejercicios|cuestionario|repaso",
        drill="tarjetas de estudio|tarjetas de memoria|fichas de estudio|autoevaluación"
        "|preguntas y respuestas|preguntas de repaso|preguntas de examen|autotest",
        chapter="capítulo|parte|sección|unidad|módulo|lección|semana|tema",
        interrogatives="qué|cómo|cuál|cuáles|cuándo|dónde|quién|quiénes|por qué|cuánto|cuánta"
        "|cuántos|cuántas|adónde",
        verbs="explicar|describir|definir|nombrar|enumerar|indicar|comparar|citar|"
        "justificar|mencionar|señalar|dibujar|diferenciar|"
        "explique|explica|describa|describe|defina|define|nombra|nombre|nombre|mencione"
        "|menciona|enumere|enumera|indique|indica|compare|compara|cite|liste|lista|señale|señala"
        "|justifique|justifica|diga|dibuja|dibuje|hable|discuta|demuestre|calcule|calcula"
        "|analice|resuma|resume|escriba|escribe|haga|esplique|diferencie|intenta|intente",
        choose="seleccione todas|selecciona todas|elige dos|elija dos|marque|elija|seleccione",
        offer="opciones|alternativas",
        empty="sin comentarios|no se trató|por revisar|por completar|por estudiar|"
        "respuesta aquí|tu respuesta aquí|sin respuesta|pendiente|por hacer|hecho"
        "|por completar|no sé|ver arriba|no contestada|por responder|no lo sé|ni idea|más tarde"
        "|en blanco|falta",
        short_question="preg",
        short_answer="resp|rpta|rta",
        top="volver arriba|ir arriba|volver al inicio|volver al índice|regresar arriba|subir"
        "|ir al inicio|volver al principio|volver al contenido|volver a la tabla de contenidos",
        turning="anterior|siguiente|página anterior|página siguiente|capítulo anterior"
        "|capítulo siguiente|inicio|índice",
        closing="saludos|un saludo|saludos cordiales|atentamente|un abrazo",
        people="yo|mi|mis|usted|ustedes|vosotros|nosotros|vuestro|vuestra|contigo|tus",
        within="nota|notas|ejemplo|ejemplos|observación|demostración|atención|detalles"
        "|ventajas|desventajas|contraejemplo|fórmula",
        code="código|programa|función|script|consulta|fragmento|expresión|bucle",
        pointing="este|esta|estos|estas|siguiente|siguientes|abajo",
    ),
    "portuguese": Language(
        marks="?",
        question="pergunta|perguntas",
        task="questão|questões|exercício|questao",
        answer="resposta|respostas|solução|soluções|gabarito|minha resposta",
        hint="dica|dicas",
        explanation="explicação|justificativa",
        own="sua resposta|tua resposta",
        correct="resposta correta|respostas corretas|resposta certa|alternativa correta"
        "|a resposta correta é|as respostas corretas são",
        initials="p|r",
        verdicts="verdadeiro|falso",
        key="respostas|gabarito|soluções|respostas corretas|chave de respostas",
        notes="notas|anotações|referências|bibliografia|anexo|apêndice|recursos|veja também"
        "|resumo|agradecimentos|licença",
        more="perguntas|questões|perguntas adicionais|exercícios|questionário|mais perguntas",
        drill="cartões de estudo|cartões de memória|flashcards|autoavaliação"
        "|perguntas e respostas|perguntas de revisão|questões de prova|autoteste",
        chapter="capítulo|parte|seção|unidade|módulo|lição|semana|aula",
        interrogatives="o que|quê|qual|quais|quando|onde|quem|por que|quanto|quanta|quantos"
        "|quantas|porquê",
        verbs="explicar|descrever|definir|enumerar|diferenciar|discutir|explica|"
        "descreve|define|distinga|"
        "explique|descreva|defina|cite|nomeie|mencione|liste|enumere|indique|compare|dê"
        "|aponte|justifique|discuta|diferencie|conceitue|desenhe|demonstre|calcule|apresente"
        "|exemplifique|diga|fale|escreva|faça",
        choose="selecione todas|escolha duas|escolha|marque|assinale|selecione",
        offer="opções|alternativas",
        empty="a rever|por fazer|por completar|"
        "resposta aqui|sua resposta aqui|sem resposta|pendente|a fazer|feito|a completar"
        "|não sei|ver acima|em branco|não respondida|por responder|mais tarde|falta responder",
        short_question="perg",
        short_answer="resp",
        top="voltar ao topo|voltar para o topo|ir para o topo|voltar ao início|voltar ao índice"
        "|voltar para o índice|voltar ao sumário",
        turning="anterior|próximo|próxima|página anterior|próxima página|capítulo anterior"
        "|próximo capítulo|início|índice|sumário",
        closing="atenciosamente|abraços|abraço|cumprimentos|saudações",
        people="eu|meu|minha|meus|minhas|você|vocês|nosso|nossa",
        within="nota|observação|exemplo|exemplos|prova|demonstração|atenção|detalhes|vantagens"
        "|desvantagens|contraexemplo|fórmula",
        code="código|programa|função|script|consulta|trecho|expressão|laço",
        pointing="este|esta|esse|essa|seguinte|seguintes|abaixo",
    ),
    "italian": Language(
        marks="?",
        question="domanda|domande",
        task="quesito|esercizio",
        answer="risposta|risposte|soluzione|soluzioni|la mia risposta",
        hint="suggerimento|aiuto",
        explanation="spiegazione|motivazione",
        own="la tua risposta|tua risposta|la vostra risposta",
        correct="risposta corretta|risposte corrette|risposta esatta|risposta giusta"
        "|la risposta corretta è|la risposta esatta è|le risposte corrette sono",
        initials="d|r",
        verdicts="vero|falso",
        key="risposte|soluzioni|risposte corrette|chiave delle risposte|soluzionario",
        notes="note|appunti|riferimenti|bibliografia|appendice|risorse|vedi anche|riassunto"
        "|ringraziamenti|licenza",
        more="domande|altre domande|esercizi|questionario|domande aggiuntive",
        drill="schede di studio|schede di ripasso|flashcard|autovalutazione"
        "|domande e risposte|domande di ripasso|domande d'esame",
        chapter="capitolo|parte|sezione|unità|modulo|lezione|settimana",
        interrogatives="che cosa|cosa|cos'è|qual|quale|quali|quando|perché|chi|quanto|quanti"
        "|quante|in che modo|dov'è",
        verbs="spiega|spiegare|spieghi|descrivi|descrivere|descriva|definisci|definire|nomina"
        "|elenca|elencare|cita|indica|confronta|menziona|illustra|giustifica|dimostra|calcola"
        "|disegna|discuti|riassumi|distingui|fornisci|scrivi",
        choose="seleziona tutte|scegli due|scegli|seleziona|segna",
        offer="opzioni|scelte|alternative",
        empty="da rivedere|da scrivere|"
        "risposta qui|la tua risposta qui|nessuna risposta|da fare|da completare|fatto"
        "|non lo so|non so|vedi sopra|da rispondere|più tardi|nessuna idea|in sospeso|boh",
        short_answer="risp",
        top="torna su|torna in alto|torna in cima|torna all’inizio|torna all'inizio"
        "|torna all'indice|torna al sommario|inizio pagina",
        turning="precedente|successivo|successiva|pagina precedente|pagina successiva"
        "|capitolo precedente|capitolo successivo|indice|sommario",
        closing="cordiali saluti|saluti|un saluto|distinti saluti",
        people="io|mio|mia|miei|voi|vostro|vostra|vostri|tuo|tuoi|noi",
        within="nota|note|esempio|esempi|osservazione|dimostrazione|attenzione|dettagli"
        "|vantaggi|svantaggi|controesempio|formula",
        code="codice|programma|funzione|script|interrogazione|frammento|espressione|ciclo",
        pointing="questo|questa|questi|seguente|seguenti|sotto",
    ),
    "dutch": Language(
        marks="?",
        question="vraag|vragen",
        task="opgave|opdracht",
        answer="antwoord|antwoorden|oplossing|uitwerking|mijn antwoord",
        hint="hint|aanwijzing",
        explanation="uitleg|toelichting|verklaring",
        own="jouw antwoord|je antwoord|uw antwoord",
        correct="juiste antwoord|goede antwoord|correcte antwoord|het juiste antwoord"
        "|het juiste antwoord is|het goede antwoord is|de juiste antwoorden zijn",
        initials="v|a",
        verdicts="waar|onwaar",
        key="antwoorden|oplossingen|uitwerkingen|antwoordmodel|antwoordenblad",
        notes="notities|aantekeningen|bronnen|literatuur|bijlage|zie ook|samenvatting|dankwoord"
        "|licentie",
        more="vragen|meer vragen|extra vragen|opgaven|oefeningen|vragenlijst",
        drill="flitskaarten|leerkaarten|zelftest|zelftoets|vragen en antwoorden"
        "|herhalingsvragen|oefenvragen|tentamenvragen",
        chapter="hoofdstuk|deel|paragraaf|les|module|thema",
        interrogatives="wat|hoe|waarom|wanneer|waar|wie|welke|welk|hoeveel|waarvoor|waarmee"
        "|waardoor|wiens",
        verbs="noem|verklaar|beschrijf|definieer|leg|geef|vergelijk|benoem|bespreek|omschrijf"
        "|bereken|teken|toon|onderscheid|schets|licht",
        choose="meerdere antwoorden|kies twee|kies alle|selecteer",
        offer="opties|keuzes|antwoordmogelijkheden",
        empty="nog opzoeken|nog doen|nog invullen|"
        "antwoord hier|geen antwoord|nog te doen|nog invullen|volgt nog|nog niet|"
        "klaar|gedaan|weet ik niet"
        "|zie boven|geen idee|overgeslagen|later invullen|nog invullen",
        short_question="vr",
        short_answer="antw|opl",
        top="naar boven|terug naar boven|terug naar begin|terug naar inhoud"
        "|terug naar de inhoudsopgave|naar inhoudsopgave",
        turning="vorige|volgende|vorige pagina|volgende pagina|vorig hoofdstuk|volgend hoofdstuk"
        "|inhoudsopgave|inhoud",
        closing="groeten|groetjes|met vriendelijke groet|vriendelijke groeten|mvg",
        people="ik|mij|mijn|jij|je|jouw|jullie|wij|onze",
        within="opmerking|opmerkingen|voorbeeld|voorbeelden|bewijs|let op|details|voordelen"
        "|nadelen|tegenvoorbeeld|formule",
        code="code|programma|functie|script|fragment|expressie|lus",
        pointing="deze|dit|volgende|onderstaande|hieronder",
    ),
    "russian": Language(
        marks="?",
        question="вопрос|вопросы",
        task="задание|задача",
        answer="ответ|ответы|решение|мой ответ",
        hint="подсказка|совет",
        explanation="объяснение|пояснение|обоснование",
        own="ваш ответ|твой ответ",
        correct="правильный ответ|верный ответ|правильные ответы",
        initials="в|о",
        verdicts="верно|неверно",
        key="ответы|решения|ключ|ключи|правильные ответы|ответы на вопросы",
        notes="заметки|примечания|ссылки|литература|источники|приложение|смотри также"
        "|см. также|итоги|благодарности|лицензия",
        more="вопросы|дополнительные вопросы|упражнения|задания|контрольные вопросы",
        drill="карточки|флеш-карточки|самопроверка|для самопроверки|вопросы и ответы"
        "|вопросы к экзамену|вопросы для повторения",
        chapter="глава|часть|раздел|урок|модуль|тема|неделя|лекция",
        interrogatives="что|как|почему|зачем|когда|где|кто|какой|какая|какое|какие|сколько"
        "|чем|куда|откуда|чей|каков|какова|каковы|в чем|в чём|для чего|каким|каких|какую",
        verbs="назвать|объяснить|описать|перечислить|сравнить|определить|доказать|"
        "сформулировать|"
        "назовите|назови|объясните|объясни|опишите|опиши|дайте|дай|перечислите|перечисли"
        "|сравните|сравни|приведите|приведи|расскажите|расскажи|укажите|определите|докажите"
        "|сформулируйте|обоснуйте|раскройте|охарактеризуйте|нарисуйте|напишите|поясните"
        "|вычислите",
        choose="выберите|выбери|отметьте|несколько вариантов",
        offer="варианты|варианты ответа|варианты ответов",
        empty="дописать|посмотреть|уточнить|"
        "ответ здесь|ваш ответ здесь|нет ответа|не сделано|позже|готово|сделано|не знаю"
        "|см. выше|в процессе|будет дополнено|потом|пока не знаю|пропущено|дописать|не решено",
        short_question="вопр",
        short_answer="отв|реш",
        top="наверх|в начало|вверх|к началу|вернуться наверх|к содержанию|вернуться к содержанию"
        "|назад к содержанию|вернуться в начало|к оглавлению",
        turning="назад|вперёд|вперед|далее|предыдущая|следующая|предыдущая глава|следующая глава"
        "|оглавление|содержание|главная",
        closing="с уважением|всего доброго|спасибо",
        people="я|мне|меня|мой|моя|мои|вы|вам|вас|ваш|ваши|ты|тебе|тебя|пишите",
        within="примечание|замечание|пример|примеры|доказательство|внимание|подробности"
        "|преимущества|недостатки|контрпример|формула",
        code="код|кода|коде|программа|программы|функция|функции|скрипт|запрос|фрагмент"
        "|выражение",
        pointing="этот|этого|эта|это|этой|следующий|следующего|следующая|ниже|данный|данного"
        "|такой",
    ),
    "ukrainian": Language(
        marks="?",
        question="питання|запитання",
        task="завдання",
        answer="відповідь|відповіді|розв'язок|розв’язок|моя відповідь",
        hint="підказка|порада",
        explanation="пояснення|обґрунтування",
        own="ваша відповідь|твоя відповідь",
        correct="правильна відповідь|вірна відповідь|правильні відповіді",
        initials="п|в",
        verdicts="правда|неправда",
        key="відповіді|розв'язки|ключ|правильні відповіді",
        notes="нотатки|примітки|посилання|література|джерела|додаток|дивіться також|підсумки"
        "|подяки|ліцензія",
        more="питання|запитання|додаткові питання|вправи|контрольні питання",
        drill="картки для вивчення|флеш-картки|самоперевірка|для самоперевірки"
        "|питання та відповіді|запитання та відповіді|питання до іспиту",
        chapter="розділ|частина|глава|урок|модуль|тема|тиждень|лекція",
        interrogatives="що|як|чому|навіщо|коли|де|хто|який|яка|яке|які|скільки|чим|куди|звідки"
        "|чий|у чому|в чому|для чого|яким|яких|яку",
        verbs="назвіть|назви|поясніть|поясни|опишіть|опиши|дайте|перелічіть|порівняйте|порівняй"
        "|наведіть|наведи|розкажіть|розкажи|вкажіть|визначте|доведіть|сформулюйте|обґрунтуйте"
        "|розкрийте|намалюйте|напишіть|обчисліть",
        choose="оберіть|виберіть|вибери|позначте|кілька варіантів",
        offer="варіанти|варіанти відповіді|варіанти відповідей",
        empty="відповідь тут|немає відповіді|не зроблено|пізніше|готово|зроблено|не знаю|див. вище"
        "|потім|пропущено|ще не знаю|дописати",
        short_question="пит",
        short_answer="відп",
        top="нагору|догори|на початок|повернутися нагору|до змісту|повернутися до змісту|вгору",
        turning="назад|вперед|далі|попередня|наступна|зміст|головна",
        closing="з повагою|дякую|гарного дня",
        people="я|мені|мене|мій|моя|мої|ви|вам|вас|ваш|ваші|ти|тобі|тебе|пишіть",
        within="примітка|зауваження|приклад|приклади|доведення|увага|переваги|недоліки|формула",
        code="код|коду|програма|функція|скрипт|запит|фрагмент|вираз",
        pointing="цей|цього|ця|ці|наступний|наступного|нижче|даний",
    ),
    "turkish": Language(
        marks="?",
        question="soru|sorular",
        task="alıştırma",
        answer="cevap|cevaplar|yanıt|yanıtlar|çözüm|cevabım",
        hint="ipucu",
        explanation="açıklama|gerekçe",
        own="cevabınız|senin cevabın|cevabın|yanıtınız",
        correct="doğru cevap|doğru yanıt|doğru cevaplar|doğru seçenek",
        initials="s|c",
        verdicts="doğru|yanlış",
        key="cevaplar|yanıtlar|çözümler|cevap anahtarı|doğru cevaplar",
        notes="notlar|kaynaklar|kaynakça|ek|ekler|ayrıca bakınız|özet|teşekkürler|lisans",
        more="sorular|ek sorular|alıştırmalar|daha fazla soru",
        drill="bilgi kartları|çalışma kartları|kendini sına|kendini test et"
        "|sorular ve cevaplar|soru cevap|tekrar soruları|sınav soruları",
        chapter="bölüm|kısım|ünite|ders|modül|hafta|konu",
        interrogatives="nedir|nasıl|neden|niçin|niye|hangi|hangisi|hangileri|nerede|kimdir"
        "|kaç|ne zaman|ne|nereye|kimin",
        verbs="açıklayın|açıklayınız|açıkla|tanımlayın|tanımlayınız|tanımla|yazın|yazınız|sayın"
        "|sayınız|karşılaştırın|karşılaştırınız|belirtin|belirtiniz|anlatın|anlatınız|söyleyin"
        "|listeleyin|örnek verin|tartışın|çizin|hesaplayın|adlandırın",
        choose="uygun olanları|hepsini seçin|iki tane seçin|seçiniz|seçin",
        offer="seçenekler|şıklar",
        empty="cevap buraya|cevap yok|yapılacak|yapıldı|tamam|bilmiyorum|henüz yok|yukarıya bakın"
        "|sonra|fikrim yok|cevaplanmadı|boş",
        telling="açıklayın|açıklayınız|açıkla|tanımlayın|tanımlayınız|tanımla|yazın|yazınız|sayın"
        "|sayınız|karşılaştırın|karşılaştırınız|belirtin|belirtiniz|anlatın|anlatınız|söyleyin"
        "|listeleyin|verin|veriniz|tartışın|çizin|hesaplayın",
        short_answer="cvp|cev",
        top="başa dön|yukarı çık|yukarı dön|sayfa başına dön|içindekilere dön|başa git|yukarı",
        turning="önceki|sonraki|önceki sayfa|sonraki sayfa|ana sayfa|anasayfa|içindekiler",
        closing="saygılarımla|sevgiler|iyi günler|saygılar",
        people="ben|bana|beni|benim|siz|size|sizi|sizin|sana|seni|senin",
        within="not|notlar|örnek|örnekler|kanıt|ispat|dikkat|ayrıntılar|avantajlar"
        "|dezavantajlar|formül",
        code="kod|kodun|kodu|program|programın|fonksiyon|betik|sorgu|ifade",
        pointing="bu|şu|aşağıdaki|yukarıdaki",
    ),
    "arabic": Language(
        marks="؟",
        question="سؤال|السؤال|أسئلة",
        task="تمرين",
        answer="جواب|الجواب|إجابة|الإجابة|الاجابة|إجابات|الحل|حل|إجابتي",
        hint="تلميح|مساعدة",
        explanation="شرح|الشرح|تفسير|توضيح|التفسير",
        own="إجابتك|جوابك",
        correct="الإجابة الصحيحة|الجواب الصحيح|الاجابة الصحيحة",
        initials="س|ج",
        verdicts="صحيح|خطأ",
        key="الإجابات|الأجوبة|الحلول|مفتاح الإجابات|إجابات|أجوبة",
        notes="ملاحظات|مراجع|المراجع|مصادر|المصادر|ملحق|انظر أيضا|ملخص|روابط|شكر",
        more="أسئلة|الأسئلة|أسئلة إضافية|تمارين",
        drill="بطاقات تعليمية|بطاقات المراجعة|اختبر نفسك|أسئلة وأجوبة|أسئلة المراجعة"
        "|سؤال وجواب|أسئلة الامتحان",
        chapter="الفصل|فصل|الجزء|جزء|القسم|قسم|الوحدة|وحدة|الدرس|درس",
        interrogatives="ما|ماذا|لماذا|كيف|متى|أين|من|هل|أي|كم|لم|ماهو|ماهي",
        verbs="اشرح|اذكر|عرف|عرّف|صف|قارن|وضح|وضّح|عدد|عدّد|ناقش|بين|بيّن|علل|اكتب|احسب|ارسم"
        "|حدد|سم|سمّ|أعط|لخص",
        choose="اختر|حدد كل",
        offer="الخيارات|خيارات|الاختيارات",
        empty="الإجابة هنا|لا توجد إجابة|لاحقا|تم|لا أعرف|لم تتم الإجابة|قيد الإنجاز",
        top="العودة إلى الأعلى|العودة للأعلى|الرجوع إلى الأعلى|الرجوع للأعلى|إلى الأعلى"
        "|العودة إلى الفهرس|العودة للفهرس",
        turning="السابق|التالي|الرئيسية|الصفحة الرئيسية|الفهرس|المحتويات",
        closing="مع تحياتي|تحياتي|مع أطيب التحيات|شكرا",
        people="أنا|لي|لكم|أنتم|أنت|لك|عليكم|معكم",
        within="ملاحظة|مثال|أمثلة|برهان|تنبيه|تفاصيل|مزايا|عيوب",
        code="الكود|الشيفرة|البرنامج|الدالة|التعليمة",
        pointing="هذا|هذه|التالي|التالية|أدناه",
    ),
    "hebrew": Language(
        marks="?",
        question="שאלה|שאלות",
        task="תרגיל",
        answer="תשובה|תשובות|פתרון|התשובה|התשובה שלי",
        hint="רמז|טיפ",
        explanation="הסבר|נימוק",
        own="תשובתך|התשובה שלך",
        correct="תשובה נכונה|התשובה הנכונה|תשובות נכונות",
        initials="ש|ת",
        verdicts="נכון|לא נכון",
        key="תשובות|פתרונות|מפתח תשובות|התשובות|תשובון",
        notes="הערות|מקורות|נספח|ראו גם|סיכום|קישורים|תודות|רישיון",
        more="שאלות|שאלות נוספות|תרגילים|שאלון",
        drill="כרטיסיות|כרטיסי לימוד|בחן את עצמך|שאלות ותשובות|שאלות חזרה|שאלות למבחן",
        chapter="פרק|חלק|יחידה|שיעור|נושא",
        interrogatives="מה|מהו|מהי|מהם|מהן|איך|למה|מדוע|מתי|איפה|היכן|מי|מיהו|איזה|איזו|אילו"
        "|כמה|כיצד|האם",
        verbs="הסבר|הסבירו|הסבירי|תאר|תארו|הגדר|הגדירו|ציין|ציינו|מנה|מנו|השווה|השוו|תן|תנו"
        "|פרט|פרטו|הדגם|נמק|נמקו|הוכח|הוכיחו|חשב|חשבו|כתוב|כתבו",
        choose="בחר|בחרו|סמן|סמנו",
        offer="אפשרויות|אפשרויות תשובה",
        empty="תשובה כאן|אין תשובה|בהמשך|בוצע|לא יודע|טרם נענה",
        top="חזרה למעלה|חזור למעלה|למעלה|לראש הדף|חזרה לתוכן העניינים|בחזרה למעלה|לראש העמוד",
        turning="הקודם|הבא|דף הבית|תוכן העניינים|הקודמת|הבאה",
        closing="בברכה|תודה|בכבוד רב",
        people="אני|לי|שלי|לכם|אתם|שלכם|אתה|לך",
        within="הערה|דוגמה|דוגמאות|הוכחה|שים לב|פרטים|יתרונות|חסרונות",
        code="הקוד|קוד|התוכנית|הפונקציה|הסקריפט",
        pointing="הזה|הזאת|הבא|הבאה|למטה",
    ),
    "hindi": Language(
        marks="?",
        question="प्रश्न|सवाल",
        task="अभ्यास",
        answer="उत्तर|जवाब|हल|समाधान|मेरा उत्तर",
        hint="संकेत",
        explanation="व्याख्या|स्पष्टीकरण",
        own="आपका उत्तर|तुम्हारा उत्तर",
        correct="सही उत्तर|सही जवाब",
        initials="प्र|उ",
        verdicts="सही|गलत",
        key="उत्तर|उत्तरमाला|उत्तर कुंजी|हल|सही उत्तर",
        notes="टिप्पणी|टिप्पणियाँ|संदर्भ|स्रोत|परिशिष्ट|सारांश|लिंक|यह भी देखें",
        more="प्रश्न|अतिरिक्त प्रश्न|प्रश्नावली",
        drill="फ़्लैशकार्ड|फ्लैशकार्ड|स्व-परीक्षण|प्रश्न और उत्तर|प्रश्नोत्तर"
        "|अभ्यास प्रश्न|पुनरावृत्ति प्रश्न",
        chapter="अध्याय|भाग|खंड|इकाई|पाठ",
        interrogatives="क्या|क्यों|कैसे|कब|कहाँ|कौन|किस|किसे|कितने|कितना|कितनी|कौनसा|किन",
        verbs="बताइए|बताएं|समझाइए|समझाएं|लिखिए|लिखें|वर्णन|परिभाषित|तुलना|नाम|सूची",
        choose="चुनें|चुनिए|सभी सही",
        offer="विकल्प",
        empty="यहाँ उत्तर|उत्तर यहाँ|कोई उत्तर नहीं|बाद में|हो गया|पता नहीं",
        asking="क्या है|क्या हैं|कौन है|क्यों है",
        telling="बताइए|बताएं|समझाइए|समझाएं|लिखिए|लिखें|करें|कीजिए|दीजिए|दें|बताओ",
        top="ऊपर जाएँ|ऊपर जाएं|शीर्ष पर जाएँ|वापस ऊपर|वापस ऊपर जाएँ|वापस शीर्ष पर|ऊपर वापस",
        turning="पिछला|अगला|मुखपृष्ठ|विषय सूची|विषय-सूची",
        closing="सादर|धन्यवाद|शुभकामनाएँ",
        people="मैं|मुझे|मेरा|मेरी|मेरे|आप|आपका|आपकी|आपके|आपको",
        within="नोट|टिप्पणी|उदाहरण|प्रमाण|लाभ|हानि",
        code="कोड|प्रोग्राम|फ़ंक्शन|स्क्रिप्ट",
        pointing="यह|इस|निम्न|निम्नलिखित|नीचे",
    ),
    "chinese": Language(
        marks="？",
        question="问题|问|問題|問|题目|題目|提问|面试题",
        task="习题|題|题",
        answer="答案|答|回答|解答|参考答案|參考答案|我的答案|答复|答覆",
        hint="提示|小提示",
        explanation="解释|解釋|解析|说明|說明|分析",
        own="你的答案|你的回答|您的答案",
        correct="正确答案|正確答案|正解|正确选项",
        initials="问|答",
        verdicts="对|错",
        key="答案|参考答案|參考答案|答案与解析|解答|正确答案|标准答案",
        notes="笔记|注释|参考|参考资料|参考文献|附录|另见|总结|链接|致谢|许可|备注|說明",
        more="问题|更多问题|练习|习题|思考题|附加题",
        drill="闪卡|抽认卡|记忆卡片|自测|自我检测|自测题|问答|问题与答案|复习题|面试题"
        "|習題|复习提纲",
        chapter="第一章|第二章|章|部分|单元|課|课|节",
        interrogatives="什么|什麼|为什么|為什麼|为何|如何|怎么|怎麼|怎样|哪些|哪个|哪個|哪|谁|何时"
        "|多少|是否|几|何谓|请问|能否|何为",
        verbs="请|請|说出|说说|說出|解释|解釋|简述|簡述|列举|列舉|描述|定义|定義|比较|比較|说明|說明"
        "|阐述|闡述|论述|举例|舉例|谈谈|談談|写出|寫出|指出|给出|概述|介绍一下|实现|列出|分析",
        choose="多选|多選|单选|單選|选择所有|選擇",
        offer="选项|選項|备选答案",
        empty="答案在此|在此作答|暂无|暂无答案|待补充|待完成|未完成|略|已完成|不知道|同上|待填|无答案|待定|未定"
        "|不清楚|不会|没写|稍后补充|以后补充|待续",
        asking="吗|嗎|呢|什么|什麼|哪些|多少|是什么|为什么|如何|怎么办|哪个|有哪些|区别|的区别",
        top="返回顶部|回到顶部|回顶部|回到頂部|返回頂部|返回目录|回到目录|返回目錄|回到目錄|返回首页|回到开头|返回页首|置顶",
        turning="上一页|下一页|上一章|下一章|上一篇|下一篇|上一頁|下一頁|首页|首頁|目录|目錄|上一节|下一节",
        closing="此致|敬礼|祝好|谢谢|順頌商祺",
        people="我|你|您|大家",
        within="注意|备注|注释|说明|例子|示例|证明|优点|缺点|公式|举例",
        code="代码|代碼|程序|程式|函数|函數|脚本|语句|程式碼",
        pointing="这段|這段|以下|下面|下列|如下|这个|這個|下面的|下述",
    ),
    "japanese": Language(
        marks="？",
        question="質問|問題|問|設問",
        task="練習問題|演習",
        answer="解答|答え|回答|答|解答例|私の回答|解",
        hint="ヒント",
        explanation="解説|説明|理由",
        own="あなたの答え|あなたの回答|自分の答え",
        correct="正解|正答|正しい答え",
        initials="問|答",
        verdicts="正しい|誤り",
        key="解答|答え|回答|正解|解答一覧|解答例|解答と解説",
        notes="メモ|ノート|参考|参考文献|参考資料|付録|関連項目|まとめ|リンク|謝辞|ライセンス|備考|注",
        more="問題|追加問題|練習問題|演習問題|演習",
        drill="単語帳|暗記カード|フラッシュカード|一問一答|セルフチェック|自己テスト"
        "|質問と回答|復習問題|練習問題",
        chapter="章|部|節|単元|課|レッスン",
        interrogatives="何|なに|なぜ|どうして|どのように|どう|どれ|どの|どこ|誰|いつ|いくつ|いくら|どんな",
        verbs="次の|以下の",
        choose="すべて選|全て選|2つ選|二つ選|選んで|選べ|選びなさい|選択",
        offer="選択肢",
        empty="ここに答え|ここに回答|未回答|未完了|後で|あとで|完了|済み|わからない|分からない|同上|準備中|未定"
        "|わかりません|分かりません|未記入|未解答|後ほど|保留",
        asking="か|ですか|ますか|でしょうか|何か|とは|のか|かな",
        telling="なさい|せよ|ください|下さい|述べよ|挙げよ|答えよ|説明せよ|書け|示せ|求めよ",
        top="トップに戻る|トップへ戻る|先頭に戻る|先頭へ戻る|上に戻る|上へ戻る|ページトップへ|ページの先頭へ|目次に戻る|目次へ戻る|目次へ|ページトップへ戻る",
        turning="前へ|次へ|前のページ|次のページ|前の章|次の章|目次|ホーム|戻る",
        closing="敬具|よろしくお願いします|よろしくお願いいたします",
        people="私|あなた|皆さん|みなさん|ください|ありがとう",
        within="注意|備考|補足|例|具体例|証明|利点|欠点|公式|メモ",
        code="コード|プログラム|関数|スクリプト|クエリ|式",
        pointing="次の|以下の|この|下記の|上の|上記の",
    ),
    "korean": Language(
        marks="?",
        question="질문|문제|문|물음",
        task="연습문제",
        answer="답변|정답|답|해답|대답|풀이|내 답변|모범답안",
        hint="힌트|도움말",
        explanation="해설|설명|이유|풀이",
        own="당신의 답|나의 답|여러분의 답",
        correct="정답|올바른 답|맞는 답",
        initials="문|답",
        verdicts="참|거짓",
        key="정답|해답|답안|답|정답과 해설|해답지|정답표",
        notes="메모|노트|참고|참고문헌|참고자료|부록|요약|링크|감사의 말|라이선스|비고",
        more="문제|추가 문제|연습문제|질문|추가 질문",
        drill="플래시카드|암기 카드|단어장|자가 점검|자가 진단|질문과 답변|문답"
        "|복습 문제|연습 문제",
        chapter="장|부|절|단원|과",
        interrogatives="무엇|무엇이|무엇을|왜|어떻게|언제|어디|누가|누구|어떤|어느|몇|얼마나",
        verbs="다음",
        choose="모두 고르|모두 선택|두 개 선택|고르시오|고르세요|선택하세요",
        offer="선택지|보기",
        empty="여기에 답|답변 없음|미완료|나중에|완료|모름|모르겠음|위와 같음|작성 예정"
        "|미정|추후 작성|모르겠다",
        asking="까|인가|는가|은가|나요|가요|인지|무엇인가|뭔가요|일까|는지|인가요",
        telling="시오|하라|세요|하세요|쓰라|보라|하여라|말하라|서술하라|설명하라",
        top="맨 위로|위로|위로 가기|맨위로|맨 위로 가기|목차로|목차로 돌아가기|처음으로|상단으로"
        "|위로 돌아가기|처음으로 돌아가기",
        turning="이전|다음|이전 페이지|다음 페이지|이전 장|다음 장|목차|홈",
        closing="감사합니다|드림|올림",
        people="저는|제가|여러분|당신|주세요|바랍니다",
        within="참고|비고|예|예시|증명|주의|장점|단점|공식",
        code="코드|코드의|코드를|프로그램|함수|스크립트|쿼리",
        pointing="다음|아래|이|위",
    ),
    "polish": Language(
        marks="?",
        question="pytanie|pytania",
        task="zadanie|ćwiczenie",
        answer="odpowiedź|odpowiedzi|rozwiązanie|moja odpowiedź|odp",
        hint="wskazówka|podpowiedź",
        explanation="wyjaśnienie|uzasadnienie",
        own="twoja odpowiedź",
        correct="poprawna odpowiedź|prawidłowa odpowiedź|poprawne odpowiedzi"
        "|poprawna odpowiedź to|prawidłowa odpowiedź to",
        initials="p|o",
        verdicts="prawda|fałsz",
        key="odpowiedzi|rozwiązania|klucz odpowiedzi|klucz",
        notes="notatki|uwagi|źródła|literatura|bibliografia|załącznik|zobacz też|podsumowanie"
        "|podziękowania|licencja",
        more="pytania|dodatkowe pytania|więcej pytań|ćwiczenia|zadania",
        drill="fiszki|fiszka|sprawdź się|samosprawdzenie|pytania i odpowiedzi"
        "|pytania powtórkowe|pytania egzaminacyjne",
        chapter="rozdział|część|lekcja|moduł|tydzień|temat|wykład",
        interrogatives="co|jak|dlaczego|kiedy|gdzie|kto|który|która|które|jaki|jaka|jakie|ile|czym"
        "|czy|po co|skąd|dokąd|kogo",
        verbs="wyjaśnić|opisać|wymienić|podać|zdefiniować|porównać|omówić|"
        "scharakteryzować|"
        "wyjaśnij|opisz|wymień|podaj|zdefiniuj|porównaj|omów|scharakteryzuj|uzasadnij|narysuj"
        "|oblicz|udowodnij|wskaż|przedstaw|określ|rozróżnij|napisz",
        choose="wybierz|zaznacz|więcej niż jedna odpowiedź",
        offer="opcje|warianty|możliwe odpowiedzi",
        empty="odpowiedź tutaj|brak odpowiedzi|do zrobienia|do uzupełnienia|zrobione|nie wiem"
        "|patrz wyżej|jeszcze nie|później|pominięte|nie umiem",
        short_question="pyt",
        short_answer="rozw",
        top="powrót na górę|wróć na górę|do góry|na górę|wróć do góry|powrót do góry"
        "|powrót do spisu treści|wróć do spisu treści|na początek",
        turning="poprzedni|następny|poprzednia|następna|poprzednia strona|następna strona"
        "|strona główna|spis treści",
        closing="pozdrawiam|pozdrowienia|z poważaniem|dziękuję",
        people="mnie|mój|moja|moje|wam|wasz|wasze|tobie|ciebie|napiszcie",
        within="uwaga|uwagi|przykład|przykłady|dowód|szczegóły|zalety|wady|kontrprzykład|wzór",
        code="kod|kodu|program|programu|funkcja|funkcji|skrypt|zapytanie|fragment",
        pointing="ten|ta|to|tego|tej|poniższy|poniższa|poniższego|następujący|następującego",
    ),
    "czech": Language(
        marks="?",
        question="otázka|otázky",
        task="úloha|úkol|cvičení",
        answer="odpověď|odpovědi|řešení|moje odpověď",
        hint="nápověda|rada",
        explanation="vysvětlení|zdůvodnění|odůvodnění",
        own="tvoje odpověď|vaše odpověď",
        correct="správná odpověď|správné odpovědi|správně"
        "|správná odpověď je",
        initials="o|a",
        verdicts="pravda|nepravda",
        key="odpovědi|řešení|klíč|správné odpovědi",
        notes="poznámky|zdroje|literatura|odkazy|příloha|viz také|shrnutí|poděkování|licence",
        more="otázky|další otázky|doplňující otázky|cvičení|úlohy",
        drill="kartičky|výukové kartičky|otestuj se|sebetest|otázky a odpovědi"
        "|opakovací otázky|zkouškové otázky",
        chapter="kapitola|část|lekce|modul|týden|téma|přednáška",
        interrogatives="co|jak|proč|kdy|kde|kdo|který|která|které|jaký|jaká|jaké|kolik|čím|kam|odkud"
        "|čí",
        verbs="vysvětlete|vysvětli|popište|popiš|vyjmenujte|vyjmenuj|uveďte|uveď|definujte|definuj"
        "|porovnejte|porovnej|napište|nakreslete|vypočtěte|dokažte|zdůvodněte|charakterizujte",
        choose="vyberte|vyber|označte|více odpovědí",
        offer="možnosti|varianty",
        empty="odpověď zde|bez odpovědi|doplnit|hotovo|nevím|viz výše|zatím nic",
        short_answer="odp|řeš",
        top="zpět nahoru|nahoru|na začátek|zpět na začátek|zpět na obsah|zpět na hlavní stránku",
        turning="předchozí|další|předchozí stránka|další stránka|domů|obsah",
        closing="s pozdravem|zdravím|děkuji|hezký den",
        people="já|mně|můj|moje|vám|vás|váš|tobě|tebe|napište",
        within="poznámka|poznámky|příklad|příklady|důkaz|pozor|podrobnosti|výhody|nevýhody"
        "|vzorec",
        code="kód|kódu|program|programu|funkce|skript|dotaz|výraz",
        pointing="tento|tato|toto|tohoto|této|následující|následujícího|níže",
    ),
    "greek": Language(
        marks=";",
        question="ερώτηση|ερωτήσεισ",
        task="άσκηση|πρόβλημα",
        answer="απάντηση|απαντήσεισ|λύση",
        hint="υπόδειξη|βοήθεια",
        explanation="εξήγηση|αιτιολόγηση",
        own="η απάντησή σου|η απάντησή σασ",
        correct="σωστή απάντηση|σωστέσ απαντήσεισ",
        initials="ε|α",
        verdicts="σωστό|λάθοσ",
        key="απαντήσεισ|λύσεισ|σωστέσ απαντήσεισ",
        notes="σημειώσεισ|πηγέσ|βιβλιογραφία|παράρτημα|δείτε επίσησ|περίληψη|ευχαριστίεσ|άδεια",
        more="ερωτήσεισ|περισσότερεσ ερωτήσεισ|ασκήσεισ",
        drill="κάρτεσ μελέτησ|κάρτεσ εκμάθησησ|αυτοαξιολόγηση|ερωτήσεισ και απαντήσεισ"
        "|ερωτήσεισ επανάληψησ|ερωταπαντήσεισ",
        chapter="κεφάλαιο|μέροσ|ενότητα|μάθημα|εβδομάδα|θέμα",
        interrogatives="τι|πώσ|πωσ|γιατί|πότε|πού|ποιοσ|ποια|ποιο|ποιοι|ποιεσ|πόσο|πόσα|πόσοι",
        verbs="εξηγήστε|εξήγησε|περιγράψτε|περίγραψε|αναφέρετε|ορίστε|δώστε|συγκρίνετε|αναλύστε"
        "|αποδείξτε|υπολογίστε|γράψτε|σχεδιάστε|αιτιολογήστε",
        choose="επιλέξτε|διαλέξτε|σημειώστε",
        offer="επιλογέσ|πιθανέσ απαντήσεισ",
        empty="απάντηση εδώ|χωρίσ απάντηση|εκκρεμεί|έγινε|δεν ξέρω|βλέπε παραπάνω",
        short_question="ερώτ",
        short_answer="απάντ|απ",
        top="επιστροφή στην κορυφή|πίσω στην κορυφή|στην κορυφή|επιστροφή στα περιεχόμενα"
        "|πίσω στα περιεχόμενα",
        turning="προηγούμενο|επόμενο|προηγούμενη|επόμενη|αρχική|περιεχόμενα",
        closing="με εκτίμηση|ευχαριστώ|χαιρετισμούσ|φιλικά",
        people="εγώ|μου|εσείσ|σασ|σου",
        within="σημείωση|παράδειγμα|παραδείγματα|απόδειξη|προσοχή|πλεονεκτήματα|μειονεκτήματα",
        code="κώδικασ|κώδικα|πρόγραμμα|συνάρτηση",
        pointing="αυτόσ|αυτό|αυτή|αυτού|παρακάτω|ακόλουθοσ|ακόλουθο",
    ),
    "thai": Language(
        marks="?",
        question="คำถาม|โจทย์",
        task="แบบฝึกหัด",
        answer="คำตอบ|เฉลย|ตอบ",
        hint="คำใบ้",
        explanation="คำอธิบาย|เหตุผล",
        own="คำตอบของคุณ",
        correct="คำตอบที่ถูกต้อง|ข้อที่ถูก",
        initials="ถ|ต",
        verdicts="ถูก|ผิด",
        key="เฉลย|คำตอบ",
        notes="หมายเหตุ|อ้างอิง|บรรณานุกรม|ภาคผนวก|สรุป",
        more="คำถาม|คำถามเพิ่มเติม|แบบฝึกหัด",
        drill="บัตรคำ|แฟลชการ์ด|ทดสอบตัวเอง|คำถามและคำตอบ|ถามตอบ|แบบทดสอบตนเอง",
        chapter="บทที่|ตอนที่|หน่วยที่|สัปดาห์ที่",
        interrogatives="อะไร|ทำไม|อย่างไร|เมื่อไร|ที่ไหน|ใคร",
        verbs="จงอธิบาย|อธิบาย|จงบอก|จงเขียน|ยกตัวอย่าง",
        choose="เลือก",
        offer="ตัวเลือก",
        empty="ไม่มีคำตอบ|ยังไม่ได้ทำ|เสร็จแล้ว|ไม่รู้|ดูด้านบน",
        asking="คืออะไร|อย่างไร|ทำไม|หรือไม่|อะไรบ้าง|เท่าไร|ที่ไหน|เมื่อไร",
        top="กลับไปด้านบน|กลับขึ้นด้านบน|กลับสู่ด้านบน|ไปด้านบน|กลับไปสารบัญ|กลับด้านบน",
        turning="ก่อนหน้า|ถัดไป|หน้าแรก|สารบัญ|ย้อนกลับ",
        closing="ด้วยความเคารพ|ขอบคุณครับ|ขอบคุณค่ะ",
        people="ฉัน|คุณ|ขอให้|พวกเรา",
        within="หมายเหตุ|ตัวอย่าง|ข้อสังเกต|พิสูจน์|ข้อดี|ข้อเสีย",
        code="โค้ด|โปรแกรม|ฟังก์ชัน",
        pointing="นี้|ต่อไปนี้|ด้านล่าง",
    ),
    "vietnamese": Language(
        marks="?",
        question="câu hỏi|hỏi",
        task="câu|bài tập|bài",
        answer="trả lời|đáp án|câu trả lời|lời giải|đáp|giải",
        hint="gợi ý",
        explanation="giải thích|lý giải",
        own="câu trả lời của bạn|trả lời của bạn",
        correct="đáp án đúng|câu trả lời đúng|đáp án chính xác",
        initials="h|đ",
        verdicts="đúng|sai",
        key="đáp án|trả lời|lời giải|câu trả lời|bảng đáp án",
        notes="ghi chú|tham khảo|tài liệu tham khảo|phụ lục|xem thêm|tóm tắt|liên kết|giấy phép",
        more="câu hỏi|câu hỏi thêm|bài tập|câu hỏi ôn tập",
        drill="thẻ ghi nhớ|thẻ học|flashcard|tự kiểm tra|câu hỏi và trả lời|hỏi và đáp"
        "|câu hỏi ôn tập",
        chapter="chương|phần|mục|tuần|chủ đề",
        interrogatives="tại sao|vì sao|thế nào|là gì|làm sao|làm thế nào|khi nào|ở đâu|bao nhiêu"
        "|nào|có phải",
        verbs="hãy|nêu|giải thích|mô tả|định nghĩa|trình bày|so sánh|liệt kê|kể|phân biệt"
        "|chứng minh|phân tích|viết|vẽ",
        choose="chọn tất cả|chọn hai|chọn đáp án|chọn",
        offer="lựa chọn|các lựa chọn",
        empty="trả lời ở đây|chưa có|chưa làm|để sau|đã làm|xong|không biết|chưa trả lời",
        asking="là gì|như thế nào|thế nào|tại sao|ở đâu|bao nhiêu|khi nào|không|gì|nào",
        short_answer="tl",
        top="về đầu trang|lên đầu trang|trở lại đầu trang|quay lại đầu trang|về mục lục"
        "|trở về mục lục|quay lại mục lục|lên đầu",
        turning="trước|tiếp|tiếp theo|trang trước|trang sau|chương trước|chương sau|trang chủ"
        "|mục lục",
        closing="trân trọng|thân mến|cảm ơn|thân ái",
        people="tôi|mình|bạn|chúc",
        within="ghi chú|lưu ý|ví dụ|chứng minh|ưu điểm|nhược điểm|công thức",
        code="mã|chương trình|hàm|đoạn mã|câu lệnh",
        pointing="này|sau|dưới đây|trên",
    ),
}  # fmt: skip


def every(field: str) -> frozenset[str]:
    """Return the words that a field has in any of the languages."""
    return frozenset(word for each in LANGUAGES.values() for word in each.words(field))


FIELDS = tuple(field.name for field in fields(Language))
