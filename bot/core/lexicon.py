"""Words of general English that a comparison knows: what is near, what is opposite, what negates.

Written by hand for what study groups answer about: quantity, cause, time, safety, money, learning,
computing, school science. Opposites were checked against graded answers that contradict a
reference (SemEval-2013 Task 7); no text of theirs is here. Other languages have no lexicon: there
only the same words, numbers and spellings count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from bot.core.text import stem

ENGLISH = "english"

NEGATIONS = frozenset(
    """
    no not never without none nor neither cannot nobody nothing nowhere hardly lack lacks lacking
    lacked isn't aren't wasn't weren't don't doesn't didn't won't wouldn't can't couldn't shouldn't
    hasn't haven't hadn't isnt arent wasnt werent dont doesnt didnt wont wouldnt cant couldnt
    shouldnt hasnt havent hadnt unable fails failed
    """.split()  # noqa: SIM905  # a list of words, one a line, reads worse
)
# "not only", "not just", "no longer than": the word after the negation takes its force.
UNNEGATING = frozenset({"only", "just", "merely", "necessarily", "matter", "doubt", "less"})

# What makes less of a thing, or keeps it from being: "reduces bullying" says as much as "there is
# no bullying", "lower growth" as "a lack of growth", "independent of" as "does not depend on".
LESSENING = frozenset(
    """
    absent avoid avoided avoiding avoids ban banned bans block blocked blocking blocks cut cuts
    cutting decrease decreased decreases decreasing difficult difficulty disable disabled
    disables disabling eliminate eliminated eliminates eliminating end ended ending ends exclude
    excluded excludes excluding fail failed fails fewer forbid forbidden forbids forget forgets
    forgetting forgot forgotten halt halts hard harm harmed harming harms hidden hide hides
    hiding hinder hindered hinders hurt hurts ignore ignored ignores ignoring independent
    independently ineffective irrespective less limit limited limiting limits lose loses losing
    loss lost lower lowered lowering lowers missing omit omits omitted prevent prevented
    preventing prevents prohibit prohibited prohibits reduce reduced reduces reducing reduction
    refuse refused refuses regardless remove removed removes removing restrict restricted
    restricts shrink shrinks skip skipped skipping skips stifle stifles stop stopped stopping
    stops struggle struggled struggles struggling suppress suppressed suppresses suppressing
    trouble weaken weakened weakens
    """.split()  # noqa: SIM905  # a list of words, one a line, reads worse
)

# Words that answers to any question have: of the stems in four sets of answers (SemEval-2013 Task
# 7 twice, Mohler et al., KPA 2021) those that an eighth of the questions see in at least three of
# the sets, without the words of one subject; and more of the kind. They tell little of a point.
COMMON_WORD_WEIGHT = 0.4
_COMMON = """
make made go goes know create time get answer end take put need way work still first another mean
tell change see point number value run part look give something pass order much contain allow thing
state place move hold cause affect without well come back keep function effect leave include either
good bad new many people person want think say ask seem feel try call let begin show start stop
happen write provide set lead follow find help become add bring always never often even able like
case example kind sort lot usually really actually possible certain several every each great
"""

# One axis a line: what is said on one side of the bar denies what is said on the other.
_OPPOSITES = """
connected connect connects connection contact touching attached joined | \
    separated separate seperated separation gap disconnected isolated isolation
open opens opened | closed close closes shut
complete completed | incomplete unfinished
increase increases increased increasing rise rises rising rose risen raise raised raises raising \
    grows growing | decrease decreases decreased decreasing reduce reduces reduced reducing lower \
    lowered lowers lowering shrinks fall falls falling fell fallen decline declines declined drops
keep keeps kept keeping preserve preserves preserved retain retains retained stay stays stayed | \
    discard discards discarded delete deletes deleted throw throws thrown
higher high highest | lower low lowest
hotter hot hottest warmer warm | colder cold coldest cooler cool
faster fast fastest quicker quick quickly speeds accelerate accelerates accelerated | \
    slower slow slowest slowly slows slowed decelerate decelerates decelerated
bigger big biggest larger large largest greater greatest | smaller small smallest tiny
longer long longest taller | shorter short shortest
heavier heavy heaviest | lighter light lightest
more most | less fewer least fewest
harder hard hardest | softer soft softest
same identical identically equal equally | \
    different differently differs unequal separate separated seperate
before earlier | after afterwards later
first | last
above over | below beneath
inside | outside
positive positively | negative negatively
true | false
correct correctly right | incorrect incorrectly wrong wrongly
yes | no nope
always | never
independent independently | dependent
attract attracts attracted | repel repels repelled
absorb absorbs absorbed | reflect reflects reflected
solid | liquid
acid acidic | basic base alkaline
north | south
east | west
left | right
top | bottom
add adds added | remove removes removed subtract subtracts
include includes included | exclude excludes excluded
allow allows allowed permit permits | prevent prevents prevented forbid forbids
enable enables enabled | disable disables disabled
start starts started begin begins | stop stops stopped end ends
accept accepts accepted | reject rejects rejected refuse refuses
succeed succeeds success successful | fail failure fails failed
stronger strong strongest strongly | weaker weak weakest weakly
cheaper cheap | dearer expensive costly
easier easy simple simpler | difficult complex complicated
newer new | older old
nearer near closer | farther far further
wider wide | narrower narrow
thicker thick | thinner thin
deeper deep | shallow shallower
full | empty
public publicly | private privately
safe safer | dangerous unsafe risky
better best improves improve improved | worse worst worsens degrades
good | bad poor
maximum max maximal maximize maximise | minimum min minimal minimize minimise
static statically | dynamic dynamically
global globally | local locally
horizontal horizontally | vertical vertically
row rows | column columns
input inputs | output outputs
encode encodes | decode decodes
day daytime | night nighttime
present presence | absent absence missing
overfit overfits overfitting | underfit underfits underfitting
numerator | denominator
male | female
parent | child
forward forwards | backward backwards
upper | lower
known | unknown
optional | required mandatory compulsory
sender | receiver
expand expands expanded | contract contracts contracted
evaporate evaporates evaporation | condense condenses condensation
conductor conducts conduct | insulator insulates insulate
"""

# Words of which one may stand for another when somebody puts a point in their own words.
_RELATED = """
protect protection safe safety secure security defend defense defence guard
cost costs costly expensive price afford affordable cheap money financial fee pay payment burden
save savings economical
job jobs work employment unemployment employed occupation workplace
kid kids child children student students pupil pupils youth minor
people person human humans individual individuals citizen citizens public population
company companies firm business businesses corporation enterprise employer
government state authorities administration political
weapon weapons gun guns firearm firearms arms rifle
equal equality equally unity fair fairness level same identical alike
unfair unjust inequality unequal discriminate discrimination prejudice racism racist bias biased
reduce reduction lower decrease diminish lessen cut less fewer shrink minimize smaller drop
increase raise rise grow growth higher boost more gain bigger enlarge expand
improve improvement enhance better benefit beneficial advance
harm harmful hurt damage damaging detrimental injure injury endanger destroy ruin negative worsen
danger dangerous risk risky hazard hazardous threat unsafe peril
kill killing death deaths die dies dead murder fatal deadly lethal
crime crimes criminal criminals illegal unlawful offender
violence violent shooting shootings attack assault
law laws legal legislation lawful constitution constitutional amendment regulation rule rules
right rights freedom freedoms liberty liberties free entitled
necessary need needs needed essential required require vital crucial important must necessity
allow let permit enable able possible
prevent stop avoid block hinder deter deterrent preclude
cause lead result produce create make bring generate
begin start initiate launch open
end finish terminate close stop abolish ban banned prohibit outlaw forbid eliminate remove
learn learning study education educational educate school teach teaching academic knowledge
discipline behavior behaviour behave control order
bully bullying tease teased mocked harass harassment
express expression individuality self creativity identity personality
choose choice choices option options select selection pick decide decision
quick quickly fast faster rapid rapidly speed speedy soon
slow slower slowly delay delayed latency lag wait waits waiting
big large larger huge great massive vast
small little tiny minor short
hard difficult difficulty tough challenging complex complicated
easy easier easily simple simpler simply straightforward
often frequently usually commonly regularly
always constant constantly continuous continuously permanent forever
again repeat repeated repeatedly repetition
different differ differs difference distinct unlike varies vary varied various
similar alike same resemble comparable
wrong incorrect false mistake mistakes error errors faulty bad misinformation disinformation fake
right correct true accurate accuracy valid proper
help helps assist aid support supports
use usage utilize employ apply applied
show shows display displays demonstrate
find discover detect identify locate recognise recognize
check test tests verify validate examine inspect evaluate
change alter modify modification transform edit adjust convert
build construct develop make create
store keep hold save record contain
send transmit transfer pass submit deliver
receive get obtain acquire collect gather fetch
give provide supply offer
link linked connect connected connection attach join joined
split divide divided separate separated partition
combine merge mix join together integrate
number amount quantity count
size length dimension
part parts piece portion section component element
group set collection class category type kind sort
picture image photo photograph
area region place location spot zone
night dark darkness nighttime
car vehicle automobile
house home household
sick ill illness disease disorder unhealthy
health healthy wellbeing medical medicine
poor poverty disadvantaged needy welfare
rich wealthy wealth money
debt debts deficit deficits owe borrowing borrow
economy economic economically economies
recession crisis depression collapse
qualified qualification merit skill skills skilled ability competent
past history historical previous formerly prior previously earlier older
future later ahead upcoming
war conflict fight battle military
country nation national
world global worldwide earth
moral morality ethical ethics immoral unethical
religion religious faith god belief church
parent parents family families mother father
money income salary wage wages
privacy private personal secret
story news report media
computer machine device hardware
program software code application app
method function procedure routine approach technique way
test exam trial experiment
bug failure fault fail error
predict prediction forecast estimate guess output
train training trained fit fitted learn
input argument parameter
heat warm hot temperature thermal
cold cool cooler
move movement motion
push force pull press
water liquid fluid wet moisture
soil ground dirt earth
plant plants tree vegetation
animal animals creature organism
food eat eats nutrition feed
current flow electricity electric
path route circuit way
broken damaged defective burned
gap break separated separation
cheat fraud dishonest
think believe consider opinion
feel emotion feelings
want desire wish prefer
happy pleasure joy satisfaction
problem problems issue issues trouble
goal aim objective purpose target
reason cause why because
idea concept thought notion
full complete entire whole
random chance randomly
restore recover rollback revert undo
customer client buyer user
buy purchase sale sales sell
wasteful waste unnecessary needless
useless ineffective pointless worthless unsuccessful
effective efficient useful efficiency works
"""

NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
    )
}


@lru_cache(maxsize=1)
def common_stems() -> frozenset[str]:
    """Return the stems of words that answers to any question have."""
    return frozenset(stem(word, ENGLISH) for word in _COMMON.split())


def _lines(table: str) -> Iterator[str]:
    return iter(table.strip().splitlines())


@lru_cache(maxsize=1)
def related_groups() -> Mapping[str, frozenset[int]]:
    """Return the groups that each stem is in; words that share one may stand for each other."""
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_lines(_RELATED)):
        for word in line.split():
            found.setdefault(stem(word, ENGLISH), set()).add(number)
    return {stemmed: frozenset(numbers) for stemmed, numbers in found.items()}


@lru_cache(maxsize=1)
def opposite_sides() -> Mapping[str, tuple[tuple[int, int], ...]]:
    """Return each word's places in the table of opposites: the axis, and its side, 1 or -1."""
    found: dict[str, list[tuple[int, int]]] = {}
    for axis, line in enumerate(_lines(_OPPOSITES)):
        for side, words in zip((1, -1), line.split("|"), strict=True):
            _place(words.split(), (axis, side), found)
    return {word: tuple(places) for word, places in found.items()}


def _place(
    words: Iterable[str], place: tuple[int, int], found: dict[str, list[tuple[int, int]]]
) -> None:
    for word in words:
        found.setdefault(word, []).append(place)
