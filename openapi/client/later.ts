// What a later version of Merzim may answer compiles: a word that the contract does not know.

import type { Application, AccreditationForm, Obligation } from "./generated/merzim.js";

export const status: Obligation["status"] = "aWordOfALaterVersion";
export const state: Application["state"] = "aWordOfALaterVersion";

// What is sent has the words of the contract.
// @ts-expect-error: not one of them
export const coverage: AccreditationForm["coverage"] = "aWordOfALaterVersion";
