//! Who signed what is filed, and whether the signature holds.

use crate::reading::DeputyCertificate;

vocabulary! {
    /// Whose signature an application bears.
    SignerPosition {
        /// Deputy of the first head of the state body, whom the forms name.
        DeputyFirstHead = "deputyFirstHead", "бірінші басшының орынбасары", "заместитель первого руководителя", "deputy of the first head";
        /// First head of the state body.
        FirstHead = "firstHead", "бірінші басшы", "первый руководитель", "first head";
        /// Another employee.
        Employee = "employee", "қызметкер", "сотрудник", "employee";
    }
}

vocabulary! {
    /// What a certificate says of whoever holds it: the role of its holder (extended key usage 1.2.398.3.3.4.1).
    CertificateRole {
        /// Somebody who acts for themselves.
        Individual = "individual", "жеке тұлға", "физическое лицо", "an individual";
        /// First head of an organisation.
        FirstHead = "firstHead", "бірінші басшы", "первый руководитель", "first head";
        /// Employee with the right to sign for the organisation.
        RightToSign = "rightToSign", "қол қою құқығы бар қызметкер", "сотрудник с правом подписи", "employee with the right to sign";
        /// Employee with the right to sign financial documents.
        Finance = "finance", "қаржы құжаттарына қол қою құқығы бар қызметкер", "сотрудник с правом подписи финансовых документов", "employee with the right to sign financial documents";
        /// Employee of the personnel department.
        Personnel = "personnel", "кадр қызметінің қызметкері", "сотрудник отдела кадров", "employee of the personnel department";
        /// Another employee of an organisation.
        Employee = "employee", "қызметкер", "сотрудник", "employee";
    }
}

impl CertificateRole {
    /// The position that it proves in an organisation. No certificate says of anybody that they are a deputy.
    #[must_use]
    pub const fn position(self, deputies: DeputyCertificate) -> SignerPosition {
        match (self, deputies) {
            (Self::FirstHead, _) => SignerPosition::FirstHead,
            (Self::RightToSign, _)
            | (Self::Finance | Self::Personnel | Self::Employee, DeputyCertificate::AnyEmployee) => {
                SignerPosition::DeputyFirstHead
            }
            (Self::Finance | Self::Personnel | Self::Employee, DeputyCertificate::RightToSign)
            | (Self::Individual, _) => SignerPosition::Employee,
        }
    }
}

vocabulary! {
    /// Why a signature does not hold.
    SignatureFault {
        /// There is none.
        NotSigned = "notSigned", "құжатқа қол қойылмаған", "документ не подписан", "the document is not signed";
        /// It is no CMS with a signature.
        NotCms = "notCms", "бұл – электрондық цифрлық қолтаңба (CMS) емес", "это не электронная цифровая подпись (CMS)", "this is no electronic digital signature (CMS)";
        /// It holds no signer, or not their certificate.
        NoSigner = "noSigner", "онда қол қойған адам немесе оның сертификаты жоқ", "в ней нет подписавшего или его сертификата", "it holds no signer, or not their certificate";
        /// It holds several signatures.
        SeveralSigners = "severalSigners", "онда бірнеше қолтаңба бар, біреуі ғана қажет", "в ней несколько подписей, а нужна одна", "it holds several signatures, and one is needed";
        /// Its algorithm is not verified here.
        UnknownAlgorithm = "unknownAlgorithm", "мұндай алгоритммен жасалған қолтаңба мұнда тексерілмейді", "подписи по такому алгоритму здесь не проверяются", "its algorithm is not verified here";
        /// Its hash or its key is too weak.
        WeakAlgorithm = "weakAlgorithm", "оның хештеу алгоритмі немесе кілті жеткілікті берік емес", "её алгоритм хеширования или ключ недостаточно надёжен", "its hash or its key is too weak";
        /// Another document was signed.
        OtherContent = "otherContent", "басқа құжатқа қол қойылған: қолтаңба құжаттың content өрісіндегі байттарға (base64-тен декодталған күйінде) қойылады; sha256 – сол байттардың хеші", "подписан другой документ: подписываются байты из поля content документа, декодированные из base64; sha256 – их хеш", "another document was signed: what is signed are the bytes in content of the document, decoded from base64; sha256 is their hash";
        /// It was not made with the key of the certificate.
        Broken = "broken", "қолтаңба бүлінген немесе сертификатқа сәйкес кілтпен жасалмаған", "она повреждена или сделана не тем ключом, которому соответствует сертификат", "it is damaged, or was not made with the key of its certificate";
        /// Its time stamp does not hold.
        BadTimeStamp = "badTimeStamp", "оның уақыт белгісі расталмады", "её метка времени не подтверждена", "its time stamp cannot be verified";
        /// Its certificate does not lead to an authority that is trusted.
        Untrusted = "untrusted", "сертификатты сенім білдірілген куәландырушы орталық бермеген", "сертификат выдал удостоверяющий центр, которому здесь не доверяют", "its certificate was not issued by a trusted authority";
        /// Its certificate is not valid yet.
        NotYetValid = "notYetValid", "сертификаттың қолданылу мерзімі әлі басталмаған", "срок действия сертификата ещё не начался", "its certificate is not valid yet";
        /// Its certificate was valid no longer.
        Expired = "expired", "сертификаттың қолданылу мерзімі өткен", "срок действия сертификата истёк", "its certificate has expired";
        /// Its certificate was revoked.
        Revoked = "revoked", "сертификат кері қайтарып алынған", "сертификат отозван", "its certificate is revoked";
        /// Its certificate is not for signing, such as one for logging in.
        NotForSigning = "notForSigning", "сертификат қол қоюға арналмаған", "сертификат не предназначен для подписи", "its certificate is not for signing";
        /// Its certificate does not say who signs, and in which role.
        NoIdentity = "noIdentity", "сертификатта ЖСН, иесінің рөлі немесе ұйымның БСН-і жоқ", "в сертификате нет ИИН, роли владельца или БИН организации", "its certificate has no IIN, no role of its holder, or no BIN of the organisation";
        /// A case was filed under it already.
        AlreadyUsed = "alreadyUsed", "бұл қолтаңбамен құжат бұрын берілген", "под этой подписью документ уже подан", "a case was filed under this signature already";
        /// Somebody else signed than who acts.
        OtherPerson = "otherPerson", "токендегі емес, басқа адам қол қойған", "подписал не тот, кто указан в токене", "somebody else signed than the token names";
        /// It was not signed for whomever the caller acts for.
        OtherOrganisation = "otherOrganisation", "токен иесі кімнің атынан әрекет етсе, соның атынан қол қойылмаған", "подписано не от имени того, за кого действует владелец токена", "it was not signed for whomever the token acts for";
    }
}
