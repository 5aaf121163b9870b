//! What is done to a case beside the actions of its table.

vocabulary! {
    /// A change of what belongs to a case, which moves no duty.
    Alteration {
        /// The form is replaced.
        ReplaceForm = "replaceForm", "нысанды алмастыру", "заменить форму", "replace the form";
        /// A file is attached.
        AttachFile = "attachFile", "файл тіркеу", "приложить файл", "attach a file";
        /// A file is taken off.
        RemoveFile = "removeFile", "файлды алып тастау", "убрать файл", "remove a file";
        /// An identical case is added, which is not answered (art. 64(8) of the Code).
        JoinCase = "joinCase", "бірдей істі қоса тіркеу", "приобщить идентичное дело", "add an identical case";
    }
}
