"""Forms of Kazakh words, put together by hand from the rules of the grammar; each table is named for its rule."""

from typing import NamedTuple


class Paradigm(NamedTuple):
    """A rule, a stem of the list, and forms of it."""

    rule: str
    stem: str
    forms: tuple[str, ...]


def paradigm(rule, stem, forms):
    return Paradigm(rule, stem, tuple(forms.split()))


PARADIGMS = (
    # Nouns.
    paradigm('cases after a back vowel', 'бала', 'бала баланың баланы балаға балада баладан баламен'),
    paradigm('cases after a front vowel', 'әке', 'әке әкенің әкені әкеге әкеде әкеден әкемен'),
    paradigm('cases after a voiceless consonant, back', 'құжат',
             'құжат құжаттың құжатты құжатқа құжатта құжаттан құжатпен'),
    paradigm('cases after a voiceless consonant, front', 'мектеп',
             'мектеп мектептің мектепті мектепке мектепте мектептен мектеппен'),
    paradigm('cases after a nasal', 'адам', 'адам адамның адамды адамға адамда адамнан адаммен'),
    paradigm('cases after ң', 'заң', 'заң заңның заңға заңда заңнан заңмен'),
    paradigm('cases after з', 'қыз', 'қыз қыздың қызды қызға қызда қыздан қызбен'),
    paradigm('cases after л', 'ауыл', 'ауыл ауылдың ауылды ауылға ауылда ауылдан ауылмен'),
    paradigm('cases after р', 'дәптер', 'дәптер дәптердің дәптерді дәптерге дәптерде дәптерден дәптермен'),
    paradigm('cases after й', 'үй', 'үй үйдің үйді үйге үйде үйден үймен'),
    paradigm('cases after у', 'тау', 'тау таудың тауды тауға тауда таудан таумен'),
    paradigm('plural: лар, дар, тар', 'қала', 'қалалар қалалардың қалаларды қалаларға қалаларда қалалардан қалалармен'),
    paradigm('plural after л, м, н, ң, з, ж', 'маман', 'мамандар мамандардың мамандарды мамандарға мамандармен'),
    paradigm('plural after a voiceless consonant', 'кәсіпкер', 'кәсіпкерлер кәсіпкерлерге'),
    paradigm('possession, third person after a vowel', 'хаттама',
             'хаттама хаттамасы хаттамасының хаттамасын хаттамасына хаттамасында хаттамасынан хаттамасымен'),
    paradigm('possession, third person after a consonant', 'өкім',
             'өкім өкімі өкімінің өкімін өкіміне өкімінде өкімінен өкімімен'),
    paradigm('possession, first and second person', 'үй',
             'үйім үйімнің үйіме үйің үйіңе үйіміз үйіміздің үйіңіз үйіңізге'),
    paradigm('possession after a vowel', 'ана', 'анам анама анаң анаңды анамыз анамыздан анаңыз анаңызда'),
    paradigm('plural with possession', 'әріптес', 'әріптестері әріптестерінің әріптестеріме әріптестеріміз'),
    paradigm('plural, possession and case', 'жұмыс', 'жұмыстарының жұмыстарын жұмыстарына жұмыстарында жұмыстарынан'),
    paradigm('place as a quality', 'аудан', 'аудандағы ауданындағы аудандарындағы ауданымыздағы аудандағылар'),
    paradigm('whose it is', 'ұстаз', 'ұстаздікі ұстазымыздікі ұстаздікін'),
    paradigm('likeness', 'арыстан', 'арыстандай арыстандайын'),
    paradigm('time as a quality', 'бүгін', 'бүгін бүгінгі бүгінгінің бүгінгіге бүгінгілер'),
    paradigm('п becomes б', 'кітап', 'кітап кітабы кітабын кітабымыз кітаптар кітаптың'),
    paradigm('к becomes г', 'мемлекеттік', 'мемлекеттік мемлекеттігі мемлекеттігін'),
    paradigm('қ becomes ғ', 'парақ', 'парақ парағы парағына парақтың парақтар'),
    paradigm('the last vowel falls', 'халық', 'халық халқы халқының халқымыз халықтың халыққа халықтар'),
    paradigm('the last vowel falls before ы', 'орын', 'орын орны орнында орнынан орындар орынға'),
    paradigm('the last vowel falls, front', 'ерік', 'ерік еркі еркінен еріктің'),
    paradigm('the last vowel falls: parts of the body', 'мойын', 'мойын мойны мойнына мойынға мойындар'),
    # Loan words.
    paradigm('loan with и takes front suffixes', 'архив',
             'архив архиві архивінің архивтің архивтер архивтерінде архивтердің архивке архивте архивпен'),
    paradigm('loan in -ент', 'президент', 'президент президенті президенттің президентке президенттер'),
    paradigm('loan of a back series', 'орган', 'орган органы органның органдар органдарының органға'),
    paradigm('loan in -ия', 'комиссия', 'комиссия комиссиясы комиссияның комиссияға комиссиялар комиссиясының'),
    paradigm('loan in -кт takes і', 'объект', 'объект объектісі объектіні объектілер объектілерді объектілердің'),
    paradigm('loan in -нк', 'банк', 'банк банкі банкінің банкке банктер банктердің'),
    paradigm('loan in -ль', 'рубль', 'рубль рублі рубльге рубльдің рубльмен'),
    paradigm('loan with two last letters', 'класс', 'класс класы класқа класта кластар'),
    paradigm('name of a country', 'қазақстан', 'қазақстан қазақстанның қазақстанда қазақстаннан қазақстандағы'),
    # Verbs.
    paradigm('the verbal noun', 'бар', 'бару баруы баруға баруды баруда барудан баруымыз'),
    paradigm('present, all persons', 'кел', 'келемін келесің келесіз келеді келеміз келесіңдер келесіздер'),
    paradigm('present after a vowel', 'ойна', 'ойнаймын ойнайсың ойнайсыз ойнайды ойнаймыз'),
    paradigm('past, all persons', 'жаз', 'жаздым жаздың жаздыңыз жазды жаздық жаздыңдар жаздыңыздар'),
    paradigm('past after a voiceless consonant', 'айт', 'айттым айттың айттыңыз айтты айттық'),
    paradigm('past participle', 'бекіт', 'бекіткен бекіткенде бекіткеннен бекіткенін бекіткендіктен бекіткендер'),
    paradigm('passive as the verb itself', 'бекіт', 'бекітілсін бекітілген бекітіледі бекітілді бекітілетін бекітілу'),
    paradigm('passive after л', 'ал', 'алынды алынған алынады алынып алынсын'),
    paradigm('passive after a vowel', 'тексер', 'тексеру тексерді тексеріледі тексерілген тексерілмеген'),
    paradigm('negation', 'біл', 'білмейді білмеген білмеді білмей білмесе білмеу білмес білмейтін білмесін'),
    paradigm('negation after a voiceless consonant', 'тап', 'таппады таппайды таппаған таппай'),
    paradigm('negation after з and ң', 'жең', 'жеңбеді жеңбейді жеңбеген'),
    paradigm('participle of habit', 'сақта', 'сақтайтын сақтайтындар сақтайтынын сақталатын'),
    paradigm('aorist', 'көр', 'көрер көрермін көрерсің көрерсіз көрмес көрместен'),
    paradigm('converb in -п', 'жіберт', 'жібертіп жібертіпті'),
    paradigm('п before ып becomes у', 'тап', 'тауып тапты табады табу табылған табылды'),
    paradigm('к and қ between vowels', 'шық', 'шығу шығады шығып шықты шыққан шықпады шығатын'),
    paradigm('к and г between vowels', 'төк', 'төгу төгеді төгіп төкті төккен'),
    paradigm('ы falls before у', 'оқы', 'оқып оқыды оқыған оқымайды оқысын'),
    paradigm('ы and й are written и', 'таны', 'таниды танимын танитын таныды танып танымады'),
    paradigm('й and у are written ю, й and а я', 'қой', 'қою қояды қоятын қойды қойған қойып қоймайды қояйын'),
    paradigm('й and у after a front vowel', 'сүй', 'сүю сүйеді сүйген сүймейді'),
    paradigm('conditional', 'бер', 'берсем берсең берсеңіз берсе берсек бермесе'),
    paradigm('imperative', 'тыңда', 'тыңдаңыз тыңдаңыздар тыңдасын тыңдайын тыңдайық тыңдаңдар'),
    paradigm('wish', 'бар', 'барғай барғысы барғым барайын барайық'),
    paradigm('intention', 'ескерт', 'ескертпек ескертпекші'),
    paradigm('until and since', 'кет', 'кеткенше кеткелі кетпейінше'),
    paradigm('quality of an action', 'айт', 'айтарлық айтарлықтай'),
    paradigm('the verb to say', 'де', 'деп деді дейді деген десе дейтін'),
    # Words that go their own way.
    paradigm('pronoun of the first person', 'мен', 'менің маған мені менде менен'),
    paradigm('pronoun of the third person', 'ол', 'оның оған оны одан онымен олар олардың оларға'),
    paradigm('pronoun this', 'бұл', 'бұл мұның бұған мұны бұдан мұнда бұлар'),
    paradigm('regular pronoun', 'біз', 'біз біздің бізге бізді бізде бізден'),
    paradigm('reflexive pronoun', 'өз', 'өз өзі өзінің өзіне өзіміз өздері'),
    paradigm('comparison', 'жақсы', 'жақсы жақсырақ'),
)

#: Groups of words that must stay apart though one begins like the other.
APART = (
    ('кеңес', 'кеңесші'), ('құжат', 'құжаттама'), ('бас', 'басшы', 'басшылық', 'баспа'), ('қор', 'қорған'),
    ('заң', 'заңсыз', 'заңсыздық'), ('тіл', 'тілші', 'тілек'), ('жол', 'жолдас', 'жолаушы'), ('ата', 'атақ'),
    ('ауыл', 'ауыр'), ('қара', 'қарағанды', 'қаражат'), ('бала', 'балабақша', 'балық'), ('сан', 'сана', 'сандық'),
    ('көр', 'көрме', 'көрші'), ('шар', 'шара', 'шарт'), ('ал', 'алма', 'алаң'),
)

FORMS = tuple(each.forms for each in PARADIGMS)
