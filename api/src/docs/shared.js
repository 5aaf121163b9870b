// What the start page and Swagger UI share: the languages, what is remembered of a choice, and a way to add elements.
"use strict";
const merzim = {
  languages: { kk: "Қазақша", ru: "Русский", en: "English" },
  kept: (name) => { try { return localStorage.getItem(`merzim-${name}`); } catch { return null; } },
  keep: (name, value) => { try { localStorage.setItem(`merzim-${name}`, value); } catch { /* A private window keeps nothing. */ } },
  // The language that the address asks for, or that was chosen before, or else the first of the reader's that there is.
  language: () => [new URLSearchParams(location.search).get("lang"), merzim.kept("language")].find((tag) => tag in merzim.languages) || navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag in merzim.languages) || "kk",
  add: (parent, tag, attributes = {}, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    parent.append(element);
    return element;
  },
  // A choice of the language; what is chosen is remembered and told.
  chooser: (select, chosen, tell) => {
    for (const [tag, name] of Object.entries(merzim.languages)) select.append(new Option(name, tag, false, tag === chosen));
    select.addEventListener("change", () => { merzim.keep("language", select.value); tell(select.value); });
  },
};
