//! Regions of Kazakhstan by their two-digit code in the classifier of administrative units (КАТО).

vocabulary! {
    /// Region, city of republican significance or the capital.
    Region {
        /// Abai Region.
        Abai = "10", "Абай облысы", "Область Абай", "Abai Region";
        /// Akmola Region.
        Akmola = "11", "Ақмола облысы", "Акмолинская область", "Akmola Region";
        /// Aktobe Region.
        Aktobe = "15", "Ақтөбе облысы", "Актюбинская область", "Aktobe Region";
        /// Almaty Region.
        AlmatyRegion = "19", "Алматы облысы", "Алматинская область", "Almaty Region";
        /// Atyrau Region.
        Atyrau = "23", "Атырау облысы", "Атырауская область", "Atyrau Region";
        /// West Kazakhstan Region.
        WestKazakhstan = "27", "Батыс Қазақстан облысы", "Западно-Казахстанская область", "West Kazakhstan Region";
        /// Zhambyl Region.
        Zhambyl = "31", "Жамбыл облысы", "Жамбылская область", "Zhambyl Region";
        /// Zhetisu Region.
        Zhetisu = "33", "Жетісу облысы", "Область Жетісу", "Zhetisu Region";
        /// Karaganda Region.
        Karaganda = "35", "Қарағанды облысы", "Карагандинская область", "Karaganda Region";
        /// Kostanay Region.
        Kostanay = "39", "Қостанай облысы", "Костанайская область", "Kostanay Region";
        /// Kyzylorda Region.
        Kyzylorda = "43", "Қызылорда облысы", "Кызылординская область", "Kyzylorda Region";
        /// Mangystau Region.
        Mangystau = "47", "Маңғыстау облысы", "Мангистауская область", "Mangystau Region";
        /// Pavlodar Region.
        Pavlodar = "55", "Павлодар облысы", "Павлодарская область", "Pavlodar Region";
        /// North Kazakhstan Region.
        NorthKazakhstan = "59", "Солтүстік Қазақстан облысы", "Северо-Казахстанская область", "North Kazakhstan Region";
        /// Turkistan Region.
        Turkistan = "61", "Түркістан облысы", "Туркестанская область", "Turkistan Region";
        /// Ulytau Region.
        Ulytau = "62", "Ұлытау облысы", "Область Ұлытау", "Ulytau Region";
        /// East Kazakhstan Region.
        EastKazakhstan = "63", "Шығыс Қазақстан облысы", "Восточно-Казахстанская область", "East Kazakhstan Region";
        /// Astana, the capital.
        Astana = "71", "Астана қаласы", "Город Астана", "Astana";
        /// Almaty.
        Almaty = "75", "Алматы қаласы", "Город Алматы", "Almaty";
        /// Shymkent.
        Shymkent = "79", "Шымкент қаласы", "Город Шымкент", "Shymkent";
    }
}
