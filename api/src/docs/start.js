// The start page: what if, what is owed too late, the acts with their procedures, the year.
"use strict";
(() => {
  const { add } = merzim;
  const API = "/api/v1";
  const WORDS = {
    kk: {
      promise: "Кім, кімге, не істеуге, қашанға дейін, қай актінің қай тармағы бойынша міндетті, әр істе, кез келген сәтте.",
      about: "Merzim – мемлекеттік органдар рәсімдерінің API-ы: арналарды аккредиттеу, ашық отырыстар, интернет-конференциялар, ақпаратқа сұрау салу, сауалнамалар, бейнебайланыс арқылы қабылдау, медиа-грид, шағымдар. Әр мерзімді Қазақстанның жұмыс күндері бойынша есептеп, қалай есептегенін көрсетеді. Әр қатысушы кімнің не істеуге міндетті екенін көріп, есепті күн-күнімен тексере алады.",
      clients: "Бағдарлама жазу үшін:",
      calculator: "Егер бүгін болса: мерзім қашан аяқталады және неге", owed: "Демода мерзімі өткен міндеттер", acts: "Актілер және олар бойынша рәсімдер",
      year: "Жұмыс күнтізбесі", due: "мерзімі", inForce: "қолданыста", notInForce: "қолданыста емес", rules: { other: "міндет" }, more: "тағы {}", line: "барысы", guide: "API нұсқаулығы",
    },
    ru: {
      promise: "Кто, кому, что, к какому сроку и по какому пункту какого акта должен: в каждом деле, в любой момент.",
      about: "Merzim – API процедур государственных органов: аккредитация каналов, открытые заседания, интернет-конференции, запросы информации, опросы, приём по видеосвязи, медиа-грид, жалобы. Каждый срок он считает по рабочим дням Казахстана и показывает, как получилась дата. Каждый участник видит, кто что должен сделать, и может проверить расчёт день за днём.",
      clients: "Чтобы написать программу:",
      calculator: "Если бы это было сегодня: когда истекает срок и почему", owed: "Просроченные обязанности в демо", acts: "Акты и процедуры по ним",
      year: "Рабочий календарь", due: "срок", inForce: "действует", notInForce: "не действует", rules: { one: "обязанность", few: "обязанности", many: "обязанностей", other: "обязанности" }, more: "и ещё {}", line: "ход дела", guide: "Руководство по API",
    },
    en: {
      promise: "Who owes what to whom, by when, and under which paragraph of which act: in every case, at every moment.",
      about: "Merzim is an API for procedures of state bodies: accreditation of channels, open meetings, internet conferences, requests for information, surveys, receptions by video, the media grid, complaints. It counts every term in Kazakhstan's working days, and shows how the date came about. Everybody concerned sees who must do what, and can check the count day by day.",
      clients: "To write a program:",
      calculator: "If it were today: when is it due, and why", owed: "What is overdue in the demo", acts: "Acts, and the procedures under them",
      year: "Working calendar", due: "due", inForce: "in force", notInForce: "not in force", rules: { one: "duty", other: "duties" }, more: "and {} more", line: "time line", guide: "API guide",
    },
  };
  let language = merzim.language();
  const say = (word) => WORDS[language][word];
  const MOST = 12;
  const counted = (count, forms) => `${count} ${forms[new Intl.PluralRules(language).select(count)] || forms.other}`;
  // Months stand here, for not every browser has the Kazakh ones.
  const MONTHS = {
    kk: ["қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым", "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан"],
    ru: ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"],
    en: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
  };
  const day = (date) => {
    const [year, month, number] = date.slice(0, 10).split("-").map(Number);
    const named = MONTHS[language][month - 1];
    return { kk: `${year} жылғы ${number} ${named}`, ru: `${number} ${named} ${year} года`, en: `${number} ${named} ${year}` }[language];
  };
  const joined = (...parts) => parts.filter(Boolean).join(" · ");
  const one = (selector) => document.querySelector(selector);
  const read = async (path, token) => {
    const headers = { "Accept-Language": language, ...(token && { Authorization: `Bearer ${token}` }) };
    const answer = await fetch(API + path, { headers });
    return answer.ok ? answer.json() : { items: [] };
  };
  const open = (id) => { one(`#${id} h2`).textContent = say(id); one(`#${id}`).hidden = false; };

  const calculator = async () => {
    const [form, picture] = [one("#calculator form"), one("#calculator img")];
    const rules = (await read("/rules")).items.filter((rule) => rule.term);
    const before = form.rule.value || "93-3";
    form.rule.replaceChildren(...rules.map((rule) => new Option(`${rule.id} · ${rule.what}`, rule.id, false, rule.id === before)));
    const now = (await read("/sandbox/clock")).now;
    form.event.value ||= (now || new Date(Date.now() + 5 * 3600_000).toISOString()).slice(0, 16);
    const draw = () => {
      picture.src = `${API}/rules/${form.rule.value}/deadline.svg?lang=${language}&event=${encodeURIComponent(`${form.event.value}:00+05:00`)}`;
      picture.alt = form.rule.selectedOptions[0].text;
    };
    form.onchange = draw;
    form.onsubmit = () => false;
    draw();
    open("calculator");
  };

  const owed = async () => {
    const personas = (await read("/sandbox/personas")).items;
    const list = one("#owed ul");
    list.replaceChildren();
    const seen = new Set();
    const lists = await Promise.all(personas.map((persona) => read("/obligations?status=overdue&limit=100", persona.token)));
    const duties = lists.flatMap((owed) => owed.items).filter((duty) => !seen.has(duty.id) && seen.add(duty.id));
    const due = (duty) => duty.dueAt || duty.dueOn || "";
    duties.sort((one, other) => (due(one) < due(other) ? -1 : Number(due(one) > due(other))));
    for (const duty of duties.slice(0, MOST)) {
      const item = add(list, "li");
      if (duty.dueOn) add(item, "time", { datetime: duty.dueOn }, `${say("due")}: ${day(duty.dueOn)}`);
      const name = duty.bearer.name || {};
      add(item, "span", {}, joined(duty.case.number, `${duty.rule} ${duty.what}`));
      add(item, "small", {}, joined(name[language] || name.kk, `${duty.basis.number} ¶${duty.basis.provision}`));
    }
    if (duties.length > MOST) add(list, "li", { class: "more" }, say("more").replace("{}", duties.length - MOST));
    if (seen.size) open("owed");
  };

  const acts = async () => {
    const [known, procedures] = await Promise.all([read("/acts"), read("/procedures")]);
    const section = one("#acts");
    section.querySelectorAll("details, h3").forEach((old) => old.remove());
    for (const act of known.items) {
      const own = procedures.items.filter((procedure) => procedure.act === act.id);
      if (own.length === 0) continue;
      add(section, "h3", {}, `${act.number} · ${act.inForce ? say("inForce") : say("notInForce")}`).title = act.title;
      for (const procedure of own) {
        const details = add(section, "details");
        const summary = add(details, "summary", {}, `${procedure.title} `);
        add(summary, "small", {}, counted(procedure.rules.length, say("rules")));
        const picture = add(add(details, "div", { class: "wide" }), "img", { loading: "lazy", alt: procedure.title });
        details.open = section.querySelectorAll("details").length === 1;
        details.addEventListener("toggle", () => { picture.src ||= `${API}/procedures/${procedure.code}/diagram.svg?lang=${language}`; });
      }
    }
    open("acts");
  };

  let shown = 0;
  const year = async () => {
    const now = (await read("/sandbox/clock")).now;
    shown ||= Number((now || new Date().toISOString()).slice(0, 4));
    const draw = async () => {
      const at = `${API}/calendar/years/${shown}`;
      one("#year output").textContent = shown;
      one("#year a").href = `${at}.ics?lang=${language}`;
      one("#year img").src = `${at}.svg?lang=${language}`;
      one("#year img").alt = `${say("year")} ${shown}`;
    };
    for (const button of document.querySelectorAll("#year button")) {
      button.onclick = async () => {
        const next = shown + Number(button.dataset.by);
        if ((await read(`/calendar/years/${next}`)).year) { shown = next; draw(); }
      };
    }
    draw();
    open("year");
  };

  const show = () => {
    document.documentElement.lang = language;
    for (const part of ["promise", "about"]) one(`#${part}`).textContent = say(part);
    one("#clients span").textContent = say("clients");
    one("a[href='/guide']").textContent = say("guide");
    calculator();
    owed();
    acts();
    year();
  };
  merzim.chooser(one("#language"), language, (chosen) => { language = chosen; show(); });
  show();
})();
