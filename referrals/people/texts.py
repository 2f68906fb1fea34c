"""The text read to a person before she says yes or no, in ten languages. One meaning, paragraph by paragraph.

The French one is the original. A change of meaning changes `VERSION`: every translation is then to be reviewed again.
"""

from dataclasses import dataclass

VERSION = "2026-11"


@dataclass(frozen=True)
class ConsentText:
    """`code` is ISO 639-3, as everywhere here; `tag` is what HTML's `lang` takes; `direction` is ltr or rtl."""

    code: str
    tag: str
    direction: str
    name: str  # in French
    own_name: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def is_original(self) -> bool:
        return self.code == "fra"


TEXTS = (
    ConsentText(
        "fra",
        "fr",
        "ltr",
        "français",
        "Français",
        "Votre accord",
        (
            "L’aide du centre est gratuite. Vous pouvez accepter ou refuser que l’équipe connaisse votre nom. "
            "Si vous refusez, l’équipe étudie quand même votre situation, sans votre nom.",
            "Nous gardons votre nom, vos coordonnées, votre langue et quelques informations pratiques. "
            "Nous ne gardons ni votre histoire, ni votre récit d’asile, ni notes médicales.",
            "Voient votre nom : la personne qui remplit ce formulaire, la coordination du centre et le thérapeute "
            "qui vous suit. L’interprète voit seulement votre prénom ou un code, la langue, l’heure et le lieu.",
            "Ces personnes sont tenues au secret. Le centre n’envoie rien à la préfecture, à l’OFII ni à l’OFPRA.",
            "Le centre compte les personnes aidées, sans aucun nom.",
            "Vous pouvez changer d’avis à tout moment : l’accès à votre nom s’arrête aussitôt. Vous pouvez aussi "
            "demander à voir, à corriger ou à effacer ce qui est gardé.",
        ),
    ),
    ConsentText(
        "eng",
        "en",
        "ltr",
        "anglais",
        "English",
        "Your agreement",
        (
            "Help from the centre is free. You can accept or refuse that the team knows your name. "
            "If you refuse, the team still studies your situation, without your name.",
            "We keep your name, your contact details, your language and some practical information. "
            "We do not keep your story, your asylum account or medical notes.",
            "These people see your name: the person who fills in this form, the coordinators of the centre and the "
            "therapist who sees you. The interpreter sees only your first name or a code, the language, the time "
            "and the place.",
            "These people are bound to secrecy. The centre sends nothing to the prefecture, to OFII or to OFPRA.",
            "The centre counts the people it helps, without any name.",
            "You can change your mind at any time: access to your name stops at once. You can also ask to see, "
            "to correct or to erase what is kept.",
        ),
    ),
    ConsentText(
        "ara",
        "ar",
        "rtl",
        "arabe",
        "العربية",
        "موافقتك",
        (
            "مساعدة المركز مجانية. يمكنك أن تقبل أو ترفض أن يعرف الفريق اسمك. "
            "إذا رفضت، يدرس الفريق وضعك رغم ذلك، من دون اسمك.",
            "نحتفظ باسمك ومعلومات الاتصال بك ولغتك وبعض المعلومات العملية. "
            "لا نحتفظ بقصتك ولا برواية طلب اللجوء ولا بملاحظات طبية.",
            "يرى اسمك: الشخص الذي يملأ هذه الاستمارة، ومنسّقو المركز، والمعالج الذي يتابعك. "
            "أما المترجم فلا يرى إلا اسمك الأول أو رمزًا، واللغة، والوقت، والمكان.",
            "هؤلاء الأشخاص ملزمون بالسرية. لا يرسل المركز أي شيء إلى المحافظة (préfecture) ولا إلى OFII ولا إلى OFPRA.",
            "يحصي المركز عدد الأشخاص الذين يساعدهم، من دون أي اسم.",
            "يمكنك تغيير رأيك في أي وقت: يتوقف الاطلاع على اسمك فورًا. "
            "ويمكنك أيضًا أن تطلب رؤية ما نحتفظ به أو تصحيحه أو محوه.",
        ),
    ),
    ConsentText(
        "prs",
        "prs",
        "rtl",
        "dari",
        "دری",
        "رضایت شما",
        (
            "کمک مرکز رایگان است. شما می‌توانید قبول یا رد کنید که تیم نام شما را بداند. "
            "اگر رد کنید، تیم باز هم وضعیت شما را بررسی می‌کند، بدون نام شما.",
            "ما نام، معلومات تماس، زبان و چند معلومات عملی شما را نگه می‌داریم. "
            "ما سرگذشت شما، روایت پناهندگی شما و یادداشت‌های طبی را نگه نمی‌داریم.",
            "این اشخاص نام شما را می‌بینند: کسی که این فورمه را پر می‌کند، هماهنگ‌کنندگان مرکز و روان‌درمانگری که شما را "
            "می‌بیند. ترجمان تنها نام کوچک شما یا یک کود، زبان، ساعت و جای را می‌بیند.",
            "این اشخاص مکلف به رازداری هستند. مرکز هیچ چیزی را به préfecture، به OFII یا به OFPRA نمی‌فرستد.",
            "مرکز شمار کسانی را که کمک می‌کند حساب می‌کند، بدون هیچ نامی.",
            "شما هر وقت می‌توانید نظر خود را تغییر دهید: دسترسی به نام شما فوراً قطع می‌شود. "
            "همچنان می‌توانید بخواهید که آنچه نگه داشته شده را ببینید، اصلاح کنید یا پاک شود.",
        ),
    ),
    ConsentText(
        "pus",
        "ps",
        "rtl",
        "pachto",
        "پښتو",
        "ستاسو رضایت",
        (
            "د مرکز مرسته وړیا ده. تاسو کولی شئ ومنئ یا رد کړئ چې ټیم ستاسو نوم وپېژني. "
            "که یې رد کړئ، ټیم بیا هم ستاسو وضعیت ګوري، خو ستاسو له نوم پرته.",
            "موږ ستاسو نوم، د اړیکې معلومات، ژبه او ځینې عملي معلومات ساتو. "
            "موږ ستاسو د ژوند کیسه، د پناه غوښتنې بیان او طبي یادښتونه نه ساتو.",
            "دا کسان ستاسو نوم ویني: هغه کس چې دا فورمه ډکوي، د مرکز همغږي کوونکي او هغه معالج چې تاسو ګوري. "
            "ژباړن یوازې ستاسو لومړی نوم یا یو کوډ، ژبه، وخت او ځای ویني.",
            "دا کسان د راز ساتلو مکلف دي. مرکز préfecture، OFII یا OFPRA ته هېڅ شی نه لېږي.",
            "مرکز د هغو کسانو شمېر حسابوي چې مرسته ورسره کوي، له هېڅ نوم پرته.",
            "تاسو هر وخت خپل نظر بدلولی شئ: ستاسو نوم ته لاسرسی سمدلاسه بندېږي. "
            "تاسو دا هم غوښتلی شئ چې ساتل شوي معلومات وګورئ، سم یې کړئ یا پاک شي.",
        ),
    ),
    ConsentText(
        "som",
        "so",
        "ltr",
        "somali",
        "Soomaali",
        "Oggolaanshahaaga",
        (
            "Caawimaadda xaruntu waa bilaash. Waad oggolaan kartaa ama waad diidi kartaa in kooxdu ogaato magacaaga. "
            "Haddii aad diiddo, kooxdu weli way eegaysaa xaaladdaada, magacaaga la’aantiis.",
            "Waxaan haynaa magacaaga, sida laguula soo xiriiro, luqaddaada iyo xog yar oo wax ku ool ah. "
            "Ma hayno sheekadaada, warbixintaada magangelyada iyo qoraallo caafimaad toona.",
            "Dadkan ayaa arka magacaaga: qofka foomkan buuxinaya, isuduwayaasha xarunta iyo daaweeyaha ku arka. "
            "Turjubaanku wuxuu arkaa oo keliya magacaaga hore ama kood, luqadda, saacadda iyo goobta.",
            "Dadkani waxaa waajib ku ah inay sirta ilaaliyaan. Xaruntu waxba uma dirto préfecture, OFII iyo OFPRA.",
            "Xaruntu waxay tirisaa dadka ay caawiso, iyada oo aan magac lahayn.",
            "Mar kasta waad beddeli kartaa go’aankaaga: helitaanka magacaaga isla markiiba wuu joogsanayaa. "
            "Waxaad kale oo codsan kartaa inaad aragto, saxdo ama la tirtiro waxa la hayo.",
        ),
    ),
    ConsentText(
        "urd",
        "ur",
        "rtl",
        "ourdou",
        "اردو",
        "آپ کی رضامندی",
        (
            "مرکز کی مدد مفت ہے۔ آپ قبول یا انکار کر سکتے ہیں کہ ٹیم آپ کا نام جانے۔ "
            "اگر آپ انکار کریں تو بھی ٹیم آپ کے نام کے بغیر آپ کی صورتِ حال پر غور کرتی ہے۔",
            "ہم آپ کا نام، رابطے کی معلومات، زبان اور کچھ عملی معلومات رکھتے ہیں۔ "
            "ہم آپ کی کہانی، پناہ کی درخواست کا بیان یا طبی نوٹ نہیں رکھتے۔",
            "یہ لوگ آپ کا نام دیکھتے ہیں: یہ فارم بھرنے والا شخص، مرکز کے رابطہ کار اور آپ کا معالج۔ "
            "مترجم صرف آپ کا پہلا نام یا ایک کوڈ، زبان، وقت اور جگہ دیکھتا ہے۔",
            "یہ لوگ رازداری کے پابند ہیں۔ مرکز préfecture، OFII یا OFPRA کو کچھ نہیں بھیجتا۔",
            "مرکز اُن لوگوں کی گنتی کرتا ہے جن کی وہ مدد کرتا ہے، بغیر کسی نام کے۔",
            "آپ کسی بھی وقت اپنا ارادہ بدل سکتے ہیں: آپ کے نام تک رسائی فوراً بند ہو جاتی ہے۔ "
            "آپ یہ بھی کہہ سکتے ہیں کہ جو کچھ رکھا گیا ہے اُسے دیکھیں، درست کروائیں یا مٹوا دیں۔",
        ),
    ),
    ConsentText(
        "ukr",
        "uk",
        "ltr",
        "ukrainien",
        "Українська",
        "Ваша згода",
        (
            "Допомога центру безкоштовна. Ви можете погодитися або відмовитися, щоб команда знала ваше ім’я. "
            "Якщо ви відмовитеся, команда все одно розгляне вашу ситуацію, без вашого імені.",
            "Ми зберігаємо ваше ім’я, контактні дані, мову та деяку практичну інформацію. "
            "Ми не зберігаємо ні вашої історії, ні вашої розповіді про притулок, ні медичних записів.",
            "Ваше ім’я бачать: особа, яка заповнює цю форму, координатори центру та терапевт, який вас приймає. "
            "Перекладач бачить лише ваше ім’я без прізвища або код, мову, час і місце.",
            "Ці люди зобов’язані зберігати таємницю. Центр нічого не надсилає до префектури, OFII чи OFPRA.",
            "Центр рахує людей, яким допомагає, без жодних імен.",
            "Ви можете змінити думку в будь-який час: доступ до вашого імені одразу припиняється. "
            "Ви також можете попросити показати, виправити або стерти те, що зберігається.",
        ),
    ),
    ConsentText(
        "kat",
        "ka",
        "ltr",
        "géorgien",
        "ქართული",
        "თქვენი თანხმობა",
        (
            "ცენტრის დახმარება უფასოა. შეგიძლიათ დათანხმდეთ ან უარი თქვათ, რომ გუნდმა იცოდეს თქვენი სახელი. "
            "თუ უარს იტყვით, გუნდი მაინც განიხილავს თქვენს მდგომარეობას, თქვენი სახელის გარეშე.",
            "ჩვენ ვინახავთ თქვენს სახელს, საკონტაქტო მონაცემებს, ენას და ზოგიერთ პრაქტიკულ ინფორმაციას. "
            "ჩვენ არ ვინახავთ თქვენს ისტორიას, თავშესაფრის მოთხოვნის მონათხრობს და სამედიცინო ჩანაწერებს.",
            "თქვენს სახელს ხედავენ: ადამიანი, რომელიც ამ ფორმას ავსებს, ცენტრის კოორდინატორები და თერაპევტი, "
            "რომელიც გხვდებათ. თარჯიმანი ხედავს მხოლოდ თქვენს სახელს გვარის გარეშე ან კოდს, ენას, დროს და ადგილს.",
            "ეს ადამიანები ვალდებული არიან დაიცვან საიდუმლოება. ცენტრი არაფერს უგზავნის პრეფექტურას, OFII-ს და "
            "OFPRA-ს.",
            "ცენტრი ითვლის ადამიანებს, რომლებსაც ეხმარება, ყოველგვარი სახელის გარეშე.",
            "ნებისმიერ დროს შეგიძლიათ აზრი შეიცვალოთ: თქვენს სახელზე წვდომა მაშინვე წყდება. "
            "ასევე შეგიძლიათ მოითხოვოთ შენახულის ნახვა, შესწორება ან წაშლა.",
        ),
    ),
    ConsentText(
        "rus",
        "ru",
        "ltr",
        "russe",
        "Русский",
        "Ваше согласие",
        (
            "Помощь центра бесплатна. Вы можете согласиться или отказаться, чтобы команда знала ваше имя. "
            "Если вы откажетесь, команда всё равно рассмотрит вашу ситуацию, без вашего имени.",
            "Мы храним ваше имя, контактные данные, язык и некоторые практические сведения. "
            "Мы не храним ни вашу историю, ни ваш рассказ о просьбе об убежище, ни медицинские записи.",
            "Ваше имя видят: человек, который заполняет эту форму, координаторы центра и терапевт, который вас "
            "принимает. Переводчик видит только ваше имя без фамилии или код, язык, время и место.",
            "Эти люди обязаны хранить тайну. Центр ничего не отправляет в префектуру, в OFII и в OFPRA.",
            "Центр считает людей, которым помогает, без каких-либо имён.",
            "Вы можете передумать в любое время: доступ к вашему имени сразу прекращается. "
            "Вы также можете попросить показать, исправить или стереть то, что хранится.",
        ),
    ),
)
_BY_CODE = {text.code: text for text in TEXTS}
# Who speaks the first reads the second.
_READS = {
    "arb": "ara",
    "ary": "ara",
    "arz": "ara",
    "arq": "ara",
    "apc": "ara",
    "apd": "ara",
    "pes": "prs",
    "fas": "prs",
}


def text_in(code: str) -> ConsentText | None:
    return _BY_CODE.get(code)


def nearest(code: str) -> str:
    """The language whose text is read to somebody who speaks `code`: hers if it is there, else French."""
    code = _READS.get(code, code)
    return code if code in _BY_CODE else "fra"
