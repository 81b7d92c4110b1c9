//! Invented names and notes, by language. Names are those of weather, plants and stars, so that nobody is meant.

use super::chance::Chance;

/// What names and notes are made of in one language.
struct Words {
    language: &'static str,
    given: [&'static str; 12],
    family: [&'static str; 12],
    /// What somebody might note after a session.
    notes: [&'static str; 6],
    /// What a young person might have said.
    sayings: [&'static str; 3],
}

const WORDS: [Words; 4] = [
    Words {
        language: "es",
        given: [
            "Alba", "Brisa", "Celeste", "Jacinto", "Lucero", "Mar", "Nieves", "Olmo", "Rocío", "Sol", "Vega", "Ciro",
        ],
        family: [
            "Arroyoseco",
            "Cantoclaro",
            "Del Viento",
            "Ensueño",
            "Lunares",
            "Montenube",
            "Peñalinda",
            "Riohondo",
            "Sietecielos",
            "Trébol",
            "Valdeluna",
            "Zarzamora",
        ],
        notes: [
            "Llegó con ganas de hablar. Revisamos la semana y quedó en llamar al taller.",
            "Trajo su cuaderno. Preparamos juntos la entrevista del jueves.",
            "Día difícil en casa; caminamos y hablamos de a quién puede llamar.",
            "Terminó el módulo. Acordamos el siguiente paso y la fecha.",
            "Habló poco; jugamos ajedrez. Confirma la próxima cita.",
            "Revisó su plan de ahorro. Muy contento con el avance.",
        ],
        sayings: [
            "«Quiero aprender a soldar de verdad.»",
            "«Aquí nadie me grita.»",
            "«La próxima semana traigo a mi hermana.»",
        ],
    },
    Words {
        language: "en",
        given: [
            "Aspen", "Breeze", "Clover", "Drew", "Ember", "Fern", "Gale", "Hazel", "Indigo", "Juniper", "Linden",
            "Rain",
        ],
        family: [
            "Brightwater",
            "Cloudberry",
            "Dapplewood",
            "Evermere",
            "Fairwind",
            "Goldenrod",
            "Harrowlight",
            "Larkspur",
            "Moonfield",
            "Quillfeather",
            "Starling-Moss",
            "Thistlewick",
        ],
        notes: [
            "Came early. We went through the week; wants to ring the workshop on Monday.",
            "Brought the notebook. Practised Thursday's interview together.",
            "Hard day at home. Walked round the block and talked about who to call.",
            "Finished the module. Agreed the next step and a date for it.",
            "Quiet today; played chess. Next time is confirmed.",
            "Went through the savings plan. Proud of how far it has come.",
        ],
        sayings: [
            "\"I want to learn welding properly.\"",
            "\"Nobody shouts at me here.\"",
            "\"Next week I'm bringing my sister.\"",
        ],
    },
    Words {
        language: "fr",
        given: [
            "Aurore",
            "Boréal",
            "Capucine",
            "Cyprien",
            "Églantine",
            "Flore",
            "Garance",
            "Iris",
            "Lys",
            "Neige",
            "Orage",
            "Zéphyr",
        ],
        family: [
            "Bellerive",
            "Chanteloup",
            "Clairdelune",
            "Deuxponts",
            "Fleurdeau",
            "Grandvent",
            "Lavandier",
            "Merveille",
            "Passeroses",
            "Quatresaisons",
            "Sansouci",
            "Verdelune",
        ],
        notes: [
            "Arrivé en avance. Nous avons repassé la semaine; appellera l'atelier lundi.",
            "A apporté son cahier. Entretien de jeudi préparé ensemble.",
            "Journée difficile à la maison. Marche et discussion: qui appeler.",
            "Module terminé. Prochaine étape et date convenues.",
            "Peu de paroles, une partie d'échecs. Rendez-vous confirmé.",
            "Plan d'épargne revu. Fier du chemin parcouru.",
        ],
        sayings: [
            "«Je veux vraiment apprendre à souder.»",
            "«Ici, personne ne me crie dessus.»",
            "«La semaine prochaine j'amène ma sœur.»",
        ],
    },
    Words {
        language: "ar",
        given: [
            "قمر",
            "نجم",
            "زهرة",
            "ندى",
            "غيم",
            "مطر",
            "ريحان",
            "فجر",
            "شمس",
            "نسيم",
            "بدر",
            "وردة",
        ],
        family: [
            "النهر",
            "الجسر",
            "الضوء",
            "البستان",
            "السماء",
            "الربيع",
            "الموج",
            "الزيتون",
            "المرجان",
            "القمر",
            "الريح",
            "الوادي",
        ],
        notes: [
            "حضر مبكرا. راجعنا الأسبوع وسيتصل بالورشة يوم الاثنين.",
            "أحضر دفتره. تدربنا معا على مقابلة الخميس.",
            "يوم صعب في البيت. تمشينا وتحدثنا عمن يمكن الاتصال به.",
            "أنهى الوحدة. اتفقنا على الخطوة التالية وموعدها.",
            "كان هادئا، لعبنا الشطرنج. الموعد القادم مؤكد.",
            "راجعنا خطة الادخار. فخور بما أنجز.",
        ],
        sayings: [
            "«أريد أن أتعلم اللحام جيدا.»",
            "«هنا لا يصرخ علي أحد.»",
            "«الأسبوع القادم سأحضر أختي.»",
        ],
    },
];

/// An invented legal name, and what she is called.
pub(super) fn name(chance: &mut Chance, language: &str) -> (String, String) {
    let words = words(language);
    let given = chance.one_of(&words.given);
    let (family, second) = (chance.one_of(&words.family), chance.one_of(&words.family));
    let legal = if language == "es" {
        format!("{given} {family} {second}")
    } else {
        format!("{given} {family}")
    };
    (legal, given.to_owned())
}

/// What somebody noted after a session: the kind of note and its text.
pub(super) fn note(chance: &mut Chance, language: &str) -> (&'static str, &'static str) {
    let words = words(language);
    if chance.percent(12) {
        ("young_persons_words", chance.one_of(&words.sayings))
    } else {
        ("factual_contact", chance.one_of(&words.notes))
    }
}

fn words(language: &str) -> &'static Words {
    let [spanish, rest @ ..] = &WORDS;
    rest.iter().find(|words| words.language == language).unwrap_or(spanish)
}
