#!/usr/bin/env python3
"""Clients that are made from the contract read what a later version of Merzim answers.

    clients.py openapi.json FOLDER

The folder has two clients: `attrs_client`, made by openapi-python-client, and `pydantic_client.py`, made by datamodel-code-generator.
Both read each answer of the contract: its example, in which every word is one that the contract does not know, and every object
has one field more.
"""

import importlib
import json
import sys

WORD = "aWordOfALaterVersion"

contract, folder = json.load(open(sys.argv[1], encoding="utf-8")), sys.argv[2]
sys.path.insert(0, folder)
schemas = contract["components"]["schemas"]


def name_of(schema):
    return schema.get("$ref", "").removeprefix("#/components/schemas/")


def reached(part, found):
    """The names of the schemas that a part of the contract refers to, itself or through others."""
    if isinstance(part, dict):
        name = name_of(part) if isinstance(part.get("$ref", ""), str) else ""
        if name in schemas and name not in found:
            found.add(name)
            reached(schemas[name], found)
        for key, value in part.items():
            if key not in ("example", "examples"):
                reached(value, found)
    elif isinstance(part, list):
        for value in part:
            reached(value, found)
    return found


def properties(schema):
    """The properties of an object, whatever it is put together from."""
    schema = schemas.get(name_of(schema), schema)
    found = dict(schema.get("properties", {}))
    for part in schema.get("allOf", []):
        found |= properties(part)
    return found


words = 0


def later(schema, value):
    """A value of the schema as a later version might say it."""
    global words
    choices = [one for key in ("anyOf", "oneOf") for one in schema.get(key, [])]
    if any("enum" in schemas.get(name_of(one), {}) for one in choices) and isinstance(value, str):
        words += 1
        return WORD
    if isinstance(value, list):
        return [later(schemas.get(name_of(schema), schema).get("items", {}), item) for item in value]
    if isinstance(value, dict):
        known = properties(schema) or next((found for one in choices if (found := properties(one))), {})
        return {key: later(known.get(key, {}), item) for key, item in value.items()} | {WORD: WORD}
    return value


sent, answered = set(), reached(contract["components"]["responses"], set())
for path in contract["paths"].values():
    for operation in path.values():
        reached(operation.get("requestBody", {}), sent)
        reached(operation.get("responses", {}), answered)

attrs, pydantic = importlib.import_module("attrs_client.models"), importlib.import_module("pydantic_client")
read = 0
for name in sorted(answered - sent):
    schema = schemas[name]
    if "enum" in schema or not properties({"$ref": f"#/components/schemas/{name}"}):
        continue
    answer = later({"$ref": f"#/components/schemas/{name}"}, schema["examples"][0])
    for read_by in (getattr(attrs, name).from_dict, getattr(pydantic, name).model_validate):
        try:
            read_by(answer)
        except Exception as error:
            sys.exit(f"{name}: {read_by.__module__} cannot read {answer}: {error}")
    read += 1

# A walk that finds nothing would say that all is well.
if read < 100 or words < 100:
    sys.exit(f"only {read} answers and {words} words were tried")
print(f"{read} answers with {words} words of a later version are read by both Python clients")
