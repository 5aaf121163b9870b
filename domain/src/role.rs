//! The actors of the five acts, as roles of a caller and as bearers of duties.

use crate::text::Lang;
use crate::vocabulary::Vocabulary;

vocabulary! {
    /// In what capacity somebody acts or owes.
    Role {
        /// Authorised body in communications of citizens and legal entities (№ 93-НҚ ¶2(1)).
        CommAuthority = "commAuthority", "Коммуникацияларды дамыту саласындағы уәкілетті орган", "Уполномоченный орган в сфере развития коммуникаций", "Authorised body in communications";
        /// Applicant: the central or local executive body responsible for the channel (№ 93-НҚ ¶2(5)).
        ApplicantBody = "applicantBody", "Өтініш беруші", "Заявитель", "Applicant body";
        /// Information holder (№ 605-НҚ ¶2(1)).
        InformationHolder = "informationHolder", "Ақпарат иеленуші", "Обладатель информации", "Information holder";
        /// Information user (№ 605-НҚ ¶2(2)).
        InformationUser = "informationUser", "Ақпарат пайдаланушы", "Пользователь информации", "Information user";
        /// Person responsible for preparing the meeting, named in the announcement (№ 605-НҚ ¶8).
        ResponsiblePerson = "responsiblePerson", "Дайындауға жауапты адам", "Лицо, ответственное за подготовку", "Responsible person";
        /// Administrator of a state body or quasi-state entity on the portal (№ 95 ¶2(3)).
        PortalAdministrator = "portalAdministrator", "Әкімші", "Администратор", "Administrator";
        /// Quasi-state entity (№ 95 ¶2(1)).
        QuasiStateEntity = "quasiStateEntity", "Квазимемлекеттік сектор субъектісі", "Субъект квазигосударственного сектора", "Quasi-state entity";
        /// Head of the information holder, who alone extends a term (№ 95 ¶5).
        HolderHead = "holderHead", "Ақпарат иеленушінің басшысы", "Руководитель обладателя информации", "Head of the information holder";
        /// Operator of the e-government infrastructure (№ 95 ¶2(8), № 213/НҚ ¶3(11)).
        EgovOperator = "egovOperator", "«Электрондық үкімет» операторы", "Оператор «электронного правительства»", "E-government operator";
        /// Authorised body in mass media (№ 444-НҚ ¶2(2)).
        MassMediaAuthority = "massMediaAuthority", "Масс-медиа саласындағы уәкілетті орган", "Уполномоченный орган в области масс-медиа", "Authorised body in mass media";
        /// Authorised person or unit for the mass media (№ 444-НҚ ¶2(3)).
        AuthorisedPerson = "authorisedPerson", "Уәкілетті тұлға (бөлімше)", "Уполномоченное лицо (подразделение)", "Authorised person (unit)";
        /// State body.
        StateBody = "stateBody", "Мемлекеттік орган", "Государственный орган", "State body";
        /// Mass media.
        MassMedia = "massMedia", "Бұқаралық ақпарат құралдары", "Средства массовой информации", "Mass media";
        /// Authorised body in informatization (№ 213/НҚ ¶3(1)).
        InformatizationAuthority = "informatizationAuthority", "Ақпараттандыру саласындағы уәкілетті орган", "Уполномоченный орган в сфере информатизации", "Authorised body in informatization";
        /// First head of a state body: only the first head, and no deputy, approves the Reception Schedule (№ 213/НҚ ¶4).
        HeadOfBody = "headOfBody", "Мемлекеттік органның бірінші басшысы", "Первый руководитель государственного органа", "First head of the state body";
        /// Responsible employee of a state body (№ 213/НҚ ¶5).
        ResponsibleEmployee = "responsibleEmployee", "Жауапты қызметкер", "Ответственный работник", "Responsible employee";
        /// Participant in an administrative procedure (№ 213/НҚ ¶3(3)).
        Participant = "participant", "Әкімшілік рәсімге қатысушы", "Участник административной процедуры", "Participant";
        /// State Corporation "Government for Citizens" (№ 213/НҚ ¶3(9)).
        StateCorporation = "stateCorporation", "Мемлекеттік корпорация", "Государственная корпорация", "State Corporation";
        /// Body that considers a complaint (№ 213/НҚ ¶10).
        ComplaintBody = "complaintBody", "Шағымды қарайтын орган", "Орган, рассматривающий жалобу", "Body considering the complaint";
        /// Administrative body (Administrative Procedural and Process-Related Code).
        AdministrativeBody = "administrativeBody", "Әкімшілік орган", "Административный орган", "Administrative body";
        /// Whoever keeps the register of organisations (тіркеуші).
        Registrar = "registrar", "Ұйымдар тізілімін жүргізуші", "Регистратор организаций", "Registrar of organisations";
        /// The public at large, to whom a duty may be owed.
        Public = "public", "Қоғам", "Общественность", "The public";
        /// Merzim itself, acting without a person.
        System = "system", "Жүйе", "Система", "System";
    }
}

impl Role {
    /// Whether somebody can hold it: nobody is Merzim itself, or the public.
    #[must_use]
    pub const fn can_be_held(self) -> bool {
        !matches!(self, Self::System | Self::Public)
    }

    /// Whether persons hold it, each for themselves, and not for an organisation.
    #[must_use]
    pub const fn is_of_persons(self) -> bool {
        matches!(self, Self::InformationUser | Self::Participant)
    }
}

/// The titles of roles in `lang`, as a list.
#[must_use]
pub fn titles(roles: &[Role], lang: Lang) -> String {
    roles.iter().map(|role| role.title().get(lang).to_owned()).collect::<Vec<_>>().join(", ")
}
