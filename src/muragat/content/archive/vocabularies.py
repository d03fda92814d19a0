"""Lists of terms of the holdings, in Kazakh, Russian and English."""

from muragat.kernel.i18n import _
from muragat.kernel.vocabularies import from_rows

FONDS_KINDS = from_rows('fonds_kind', _('Kinds of fonds'), {
    'organisation': ('ұйымның архив қоры', 'архивный фонд организации', 'fonds of an organisation'),
    'personal': ('жеке тектік архив қоры', 'архивный фонд личного происхождения', 'personal papers'),
    'joint': ('біріккен архив қоры', 'объединенный архивный фонд', 'combined fonds'),
    'collection': ('архив коллекциясы', 'архивная коллекция', 'archival collection'),
})

DOCUMENTATION_KINDS = from_rows('documentation_kind', _('Kinds of documentation'), {
    'management': ('басқару құжаттамасы', 'управленческая документация', 'administrative records'),
    'personnel': ('жеке құрам жөніндегі құжаттар', 'документы по личному составу', 'personnel documents'),
    'personal': ('жеке тектік құжаттар', 'документы личного происхождения', 'personal papers'),
    'technical': ('ғылыми-техникалық құжаттама', 'научно-техническая документация',
                  'scientific and technical documentation'),
    'audiovisual': ('аудиовизуалды құжаттама', 'аудиовизуальная документация', 'audiovisual records'),
    'electronic': ('электрондық құжаттар', 'электронные документы', 'electronic documents'),
})

CARRIERS = from_rows('carrier', _('Carriers'), {
    'paper': ('қағаз', 'бумага', 'paper'),
    'parchment': ('пергамент', 'пергамент', 'parchment'),
    'tracing': ('калька', 'калька', 'tracing paper'),
    'cloth': ('мата', 'ткань', 'cloth'),
    'photo': ('фотосурет', 'фотография', 'photograph'),
    'negative': ('фотонегатив', 'фотонегатив', 'photographic negative'),
    'microfilm': ('микрофильм', 'микрофильм', 'microfilm'),
    'film': ('кинотаспа', 'кинопленка', 'cine film'),
    'video': ('бейнетаспа', 'видеолента', 'video tape'),
    'sound': ('магниттік дыбыс таспасы', 'магнитная звуковая лента', 'magnetic sound tape'),
    'record': ('күйтабақ', 'граммофонная пластинка', 'gramophone record'),
    'optical': ('оптикалық диск', 'оптический диск', 'optical disc'),
    'electronic': ('электрондық', 'электронный', 'electronic'),
})
#: Carriers that have no sheets to count.
WITHOUT_SHEETS = frozenset({'negative', 'microfilm', 'film', 'video', 'sound', 'record', 'optical', 'electronic'})

AUTHENTICITIES = from_rows('authenticity', _('Original or copy'), {
    'original': ('түпнұсқа', 'подлинник', 'original'),
    'copy': ('көшірме', 'копия', 'copy'),
    'certified_copy': ('куәландырылған көшірме', 'заверенная копия', 'certified copy'),
    'copy_as_original': ('төлнұсқа құқығындағы көшірме', 'копия на правах подлинника',
                         'copy with the rights of the original'),
    'electronic_copy': ('электрондық көшірме', 'электронная копия', 'electronic copy'),
    'draft': ('бастапқы нұсқа', 'черновик', 'draft'),
    'mixed': ('түпнұсқалар мен көшірмелер', 'подлинники и копии', 'originals and copies'),
})

CONDITIONS = from_rows('condition', _('Physical condition'), {
    'good': ('жақсы', 'хорошее', 'good'),
    'fair': ('қанағаттанарлық', 'удовлетворительное', 'fair'),
    'fading': ('мәтіні өше бастаған', 'угасающий текст', 'fading text'),
    'binding': ('түптеуді қажет етеді', 'требует переплета', 'needs binding'),
    'restoration': ('реставрациялауды қажет етеді', 'требует реставрации', 'needs restoration'),
    'infected': ('зақымданған, дезинфекциялауды қажет етеді', 'поражено, требует дезинфекции',
                 'infected, needs disinfection'),
    'bad': ('нашар', 'плохое', 'bad'),
    'hopeless': ('түзетілмейтіндей бүлінген', 'неисправимо повреждено', 'irreparably damaged'),
})
#: Originals in such condition are not given out, by LAW-ARCH 16(4).
BAD_CONDITIONS = frozenset({'bad', 'hopeless', 'infected'})

DOCUMENT_TYPES = from_rows('document_type', _('Types of documents'), {
    'protocol': ('хаттама', 'протокол', 'minutes'),
    'decision': ('шешім', 'решение', 'decision'),
    'resolution': ('қаулы', 'постановление', 'resolution'),
    'order': ('бұйрық', 'приказ', 'order'),
    'instruction': ('өкім', 'распоряжение', 'instruction'),
    'act': ('акт', 'акт', 'act'),
    'letter': ('хат', 'письмо', 'letter'),
    'telegram': ('жеделхат', 'телеграмма', 'telegram'),
    'memo': ('баянхат', 'докладная записка', 'memorandum'),
    'report': ('есеп', 'отчет', 'report'),
    'plan': ('жоспар', 'план', 'plan'),
    'list': ('тізім', 'список', 'list'),
    'statement': ('ведомость', 'ведомость', 'payroll or statement'),
    'application': ('өтініш', 'заявление', 'application'),
    'complaint': ('шағым', 'жалоба', 'complaint'),
    'certificate': ('анықтама', 'справка', 'certificate'),
    'extract': ('үзінді', 'выписка', 'extract'),
    'contract': ('шарт', 'договор', 'contract'),
    'questionnaire': ('сауалнама', 'анкета', 'questionnaire'),
    'autobiography': ('өмірбаян', 'автобиография', 'autobiography'),
    'manuscript': ('қолжазба', 'рукопись', 'manuscript'),
    'diary': ('күнделік', 'дневник', 'diary'),
    'map': ('карта', 'карта', 'map'),
    'drawing': ('сызба', 'чертеж', 'drawing'),
    'photograph': ('фотосурет', 'фотография', 'photograph'),
    'newspaper': ('газет', 'газета', 'newspaper'),
    'other': ('басқа құжат', 'иной документ', 'other document'),
})

LANGUAGES = from_rows('language', _('Languages of documents'), {
    'kk': ('қазақша', 'казахский', 'Kazakh'),
    'kk-arab': ('қазақша, араб жазуымен', 'казахский, арабской графикой', 'Kazakh in Arabic script'),
    'kk-latn': ('қазақша, латын жазуымен', 'казахский, латинской графикой', 'Kazakh in Latin script'),
    'ru': ('орысша', 'русский', 'Russian'),
    'ug': ('ұйғырша', 'уйгурский', 'Uyghur'),
    'uz': ('өзбекше', 'узбекский', 'Uzbek'),
    'tt': ('татарша', 'татарский', 'Tatar'),
    'ky': ('қырғызша', 'киргизский', 'Kyrgyz'),
    'tr': ('түрікше', 'турецкий', 'Turkish'),
    'chg': ('шағатайша', 'чагатайский', 'Chagatai'),
    'ar': ('арабша', 'арабский', 'Arabic'),
    'fa': ('парсыша', 'персидский', 'Persian'),
    'de': ('немісше', 'немецкий', 'German'),
    'pl': ('полякша', 'польский', 'Polish'),
    'uk': ('украинша', 'украинский', 'Ukrainian'),
    'ko': ('корейше', 'корейский', 'Korean'),
    'zh': ('қытайша', 'китайский', 'Chinese'),
    'en': ('ағылшынша', 'английский', 'English'),
    'fr': ('французша', 'французский', 'French'),
    'other': ('басқа тіл', 'иной язык', 'another language'),
})

#: The rows of the certification sheet of a file (лист-заверитель) and what else is told of its outside.
FEATURES = from_rows('feature', _('Features'), {
    'brochures': ('кітапшалар', 'брошюры', 'brochures'),
    'leaflets': ('үнпарақтар', 'листовки', 'leaflets'),
    'cuttings': ('газет қиындылары', 'вырезки из газет', 'newspaper cuttings'),
    'postcards': ('ашықхаттар', 'открытки', 'postcards'),
    'envelopes': ('конверттер', 'конверты', 'envelopes'),
    'stamps': ('почта маркалары', 'почтовые марки', 'postage stamps'),
    'seals': ('мөрлер мен мөртабандар', 'печати и штампы', 'seals and stamps'),
    'photographs': ('фотосуреттер', 'фотографии', 'photographs'),
    'maps': ('карталар, сызбалар', 'карты, чертежи', 'maps and drawings'),
    'pictures': ('суреттер, гравюралар', 'рисунки, гравюры', 'pictures and engravings'),
    'autographs': ('көрнекті адамдардың қолтаңбалары', 'автографы видных деятелей', 'autographs'),
    'glued': ('желімделген парақтар', 'склеенные листы', 'glued sheets'),
    'lost_parts': ('жоғалған бөліктер', 'утраченные части', 'lost parts'),
    'faded_text': ('өшкен мәтін', 'угасший текст', 'faded text'),
    'manuscript': ('қолжазба мәтін', 'рукописный текст', 'handwritten text'),
    'binding': ('көркемделген түптеме', 'художественный переплет', 'artistic binding'),
    'precious': ('бағалы металдар мен тастар', 'драгоценные металлы и камни', 'precious metals and stones'),
})

VOCABULARIES = (FONDS_KINDS, DOCUMENTATION_KINDS, CARRIERS, AUTHENTICITIES, CONDITIONS, DOCUMENT_TYPES, LANGUAGES,
                FEATURES)
