"""Questions in nine languages, and what people who look for them type.

Each language has questions by key, and queries as lines `key: query`: whole words, other forms of
them, a typo, another order, no accents, the first letters.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deck:
    """Questions of one language by key, and (query, key) pairs."""

    language: str
    questions: dict[str, str]
    queries: tuple[tuple[str, str], ...]


def _deck(language: str, questions: str, queries: str) -> Deck:
    asked = [line.split(": ", 1) for line in questions.strip().splitlines()]
    typed = [line.split(": ", 1) for line in queries.strip().splitlines()]
    return Deck(language, dict(asked), tuple((query, key) for key, query in typed))


GERMAN = _deck(
    "german",
    """
teig: Warum soll ein Teig nach dem Kneten ruhen?
hoehle: Wie entstehen Höhlen im Kalkgestein?
gezeit: Weshalb steigt und fällt das Meer zweimal am Tag?
koeln: Wer hat den Kölner Dom gebaut?
schutz: Was regelt die Datenschutzgrundverordnung?
straße: Wozu dient die Straßenbeleuchtung bei Nebel?
lernen: Worin unterscheiden sich überwachtes und unüberwachtes Lernen?
fluss: Welche Flüsse münden in die Nordsee?
""",
    """
teig: teig ruhen
teig: warum ruht der teig
teig: tieg kneten
hoehle: höhle
hoehle: hoehlen kalk
hoehle: hohlen kalkgestein
hoehle: kalkgestein höhlen entstehung
gezeit: meer steigt fällt
gezeit: meer faellt zweimal
koeln: kölner dom
koeln: koelner dom
koeln: kolner dom gebaut
schutz: datenschutz
schutz: datenschutz grundverordnung
straße: strassenbeleuchtung
straße: beleuchtung bei nebel
lernen: ueberwachtes lernen
lernen: lernen überwacht unterschied
fluss: fluss nordsee
fluss: welche flüsse mün
""",
)

FRENCH = _deck(
    "french",
    """
pate: Pourquoi laisse-t-on reposer la pâte après le pétrissage ?
foret: Combien d'arbres poussent dans la forêt de Fontainebleau ?
ete: Quand commence l'été dans l'hémisphère sud ?
coeur: Comment le cœur pompe-t-il le sang ?
reseau: Qu'est-ce qu'un réseau de neurones convolutif ?
donnees: Pourquoi faut-il nettoyer les données avant l'entraînement ?
maree: Quelle force provoque les marées ?
noel: D'où vient la tradition du sapin de Noël ?
""",
    """
pate: pate repos
pate: pâte pétrissage
pate: reposer pates
pate: pourquoi petrir la pate
foret: foret fontainebleau
foret: arbres forêts
foret: fontainbleau arbres
ete: été hémisphère
ete: ete hemisphere sud
ete: quand commence l'ete
coeur: coeur sang
coeur: cœur pompe
coeur: coeur pomper
reseau: reseaux de neurones
reseau: réseau convolutif
donnees: nettoyage donnees
donnees: donnée entrainement
maree: marée force
maree: marees
noel: sapin noel
""",
)

SPANISH = _deck(
    "spanish",
    """
masa: ¿Por qué debe reposar la masa después de amasarla?
nino: ¿Qué es el fenómeno de El Niño?
corazon: ¿Cómo bombea la sangre el corazón?
cueva: ¿Cómo se forman las cuevas en la piedra caliza?
espana: ¿Cuáles son los ríos más largos de España?
datos: ¿Para qué se dividen los datos en entrenamiento y prueba?
marea: ¿Qué causa las mareas?
volcan: ¿Por qué entra en erupción un volcán?
""",
    """
masa: reposar masa
masa: masas reposo
masa: amasar la masa
nino: el nino
nino: fenomeno niño
nino: fenómenos el niño
corazon: corazon sangre
corazon: corazón bombear
corazon: como bombea el corazon
cueva: cuevas caliza
cueva: formación de cuevas
cueva: cueva piedra calisa
espana: rios espana
espana: ríos largos españa
espana: los rios mas largos
datos: dividir datos
datos: datos de prueba entrenamiento
marea: mareas
volcan: volcanes erupcion
volcan: volcán
""",
)

RUSSIAN = _deck(
    "english",
    """
testo: Почему тесто должно отдыхать после замеса?
peshchera: Как образуются пещеры в известняке?
priliv: Что вызывает приливы и отливы?
serdce: Как сердце перекачивает кровь?
set: Чем свёрточная нейронная сеть отличается от полносвязной?
dannye: Зачем делить данные на обучающие и проверочные?
moskva: Когда была основана Москва?
yozh: Почему ёжик зимой спит?
""",
    """
testo: тесто отдыхает
testo: почему тесто
testo: замес теста
testo: тетсо замес
peshchera: пещера
peshchera: пещеры известняк
peshchera: известняк образование пещер
priliv: прилив
priliv: отливы и приливы
serdce: сердце кровь
serdce: сердца перекачивают
set: сверточная сеть
set: нейронные сети
set: свёрточные нейронные
dannye: данные обучающие
dannye: делить данных
moskva: москва основана
moskva: moskva
yozh: ежик
yozh: ёжики зимой
""",
)

ARABIC = _deck(
    "english",
    """
ajin: لماذا يجب أن يرتاح العجين بعد العجن؟
kahf: كيف تتكون الكهوف في الحجر الجيري؟
madd: ما الذي يسبب المد والجزر؟
qalb: كيف يضخ القلب الدم؟
shabaka: ما هي الشبكة العصبية الالتفافية؟
taallum: ما الفرق بين التعلّم الخاضع للإشراف وغير الخاضع له؟
burkan: لماذا ينفجر البركان؟
madina: متى تأسست مدينة بغداد؟
""",
    """
ajin: العجين
ajin: عجين يرتاح
ajin: راحة العجين بعد العجن
kahf: الكهوف
kahf: كهوف الحجر
kahf: الكهوف الجيري
madd: المد والجزر
madd: سبب المد
qalb: القلب الدم
qalb: قلب
qalb: يضخ الدم
shabaka: الشبكه العصبيه
shabaka: شبكة عصبية
shabaka: الشبكات العصبية
taallum: التعلم الخاضع
taallum: التعلم بإشراف
taallum: الفرق بين التعلم
burkan: البركان
burkan: بركان ينفجر
madina: مدينه بغداد
""",
)

CHINESE = _deck(
    "english",
    """
mian: 为什么面团揉好以后要静置?
dong: 石灰岩中的洞穴是怎样形成的?
chao: 潮汐是由什么引起的?
xin: 心脏如何输送血液?
wang: 什么是卷积神经网络?
shu: 训练前为什么要清洗数据?
huo: 火山为什么会喷发?
chang: 长江有多长?
""",
    """
mian: 面团
mian: 面团静置
mian: 为什么面团
mian: 揉面团以后
dong: 洞穴
dong: 石灰岩洞穴
dong: 洞穴形成
dong: 石灰岩
chao: 潮汐
chao: 潮汐引起
chao: 潮汐的原因
xin: 心脏
xin: 心脏血液
xin: 输送血液
wang: 神经网络
wang: 卷积网络
wang: 卷积神经网路
shu: 清洗数据
huo: 火山喷发
chang: 长江
""",
)

JAPANESE = _deck(
    "english",
    """
kiji: こねた後に生地を休ませるのはなぜですか?
dokutsu: 石灰岩の洞窟はどのようにできますか?
shio: 潮の満ち引きは何によって起こりますか?
shinzo: 心臓はどのように血液を送り出しますか?
nyuron: 畳み込みニューラルネットワークとは何ですか?
data: 学習の前にデータを前処理するのはなぜですか?
kazan: 火山はなぜ噴火しますか?
fuji: 富士山の高さはどのくらいですか?
""",
    """
kiji: 生地を休ませる
kiji: 生地
kiji: こねた生地
dokutsu: 洞窟
dokutsu: 石灰岩の洞窟
dokutsu: 石灰岩
dokutsu: 洞窟のでき方
shio: 潮の満ち引き
shio: 満ち引き
shio: 潮はなぜ満ちる
shinzo: 心臓
shinzo: 心臓と血液
shinzo: 血液を送る
nyuron: ニューラルネットワーク
nyuron: 畳み込み
nyuron: ニューラルネット
data: データの前処理
data: 前処理
kazan: 火山の噴火
fuji: 富士山
""",
)

KOREAN = _deck(
    "english",
    """
banjuk: 반죽을 치댄 뒤에 왜 쉬게 하나요?
donggul: 석회암 동굴은 어떻게 만들어지나요?
josu: 밀물과 썰물은 무엇 때문에 생기나요?
simjang: 심장은 어떻게 혈액을 내보내나요?
sinkyung: 합성곱 신경망이란 무엇인가요?
data: 학습하기 전에 데이터를 왜 정제하나요?
hwasan: 화산은 왜 폭발하나요?
hangang: 한강의 길이는 얼마인가요?
""",
    """
banjuk: 반죽
banjuk: 반죽 쉬게
banjuk: 반죽은 왜
donggul: 동굴
donggul: 석회암동굴
donggul: 석회암 동굴
donggul: 동굴이 만들어지는
josu: 밀물 썰물
josu: 썰물
josu: 밀물이 생기는
simjang: 심장
simjang: 심장 혈액
simjang: 혈액을 내보내는
sinkyung: 신경망
sinkyung: 합성곱신경망
sinkyung: 신경망이 무엇
data: 데이터 정제
data: 데이터를 학습
hwasan: 화산 폭발
hangang: 한강
""",
)

THAI = _deck(
    "english",
    """
paeng: ทำไมต้องพักแป้งหลังจากนวดแล้ว
tham: ถ้ำหินปูนเกิดขึ้นได้อย่างไร
nam: น้ำขึ้นน้ำลงเกิดจากอะไร
huachai: หัวใจสูบฉีดเลือดอย่างไร
prasat: โครงข่ายประสาทเทียมคืออะไร
khomun: ทำไมต้องทำความสะอาดข้อมูลก่อนฝึกโมเดล
phukhao: ภูเขาไฟระเบิดเพราะอะไร
krung: กรุงเทพมหานครก่อตั้งเมื่อใด
""",
    """
paeng: พักแป้ง
paeng: นวดแป้ง
paeng: แป้งหลังนวด
tham: ถ้ำหินปูน
tham: หินปูน
tham: ถ้ำเกิดได้อย่างไร
nam: น้ำขึ้นน้ำลง
nam: น้ำลง
nam: น้ำขึ้นเกิดจากอะไร
huachai: หัวใจ
huachai: หัวใจสูบเลือด
huachai: สูบฉีดเลือด
prasat: ประสาทเทียม
prasat: โครงข่ายประสาท
prasat: โครงข่ายเทียม
khomun: ข้อมูล
khomun: ทำความสะอาดข้อมูล
khomun: ฝึกโมเดล
phukhao: ภูเขาไฟ
krung: กรุงเทพ
""",
)

DECKS = {
    "german": GERMAN,
    "french": FRENCH,
    "spanish": SPANISH,
    "russian": RUSSIAN,
    "arabic": ARABIC,
    "chinese": CHINESE,
    "japanese": JAPANESE,
    "korean": KOREAN,
    "thai": THAI,
}
