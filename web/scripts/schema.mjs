// Makes src/api/schema.d.ts of api-spec/openapi.json. With --check it writes nothing and fails where that is not what is there.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const source = new URL("../../api-spec/openapi.json", import.meta.url);
const target = new URL("../src/api/schema.d.ts", import.meta.url);

const written = await readFile(source, "utf8");
const document = JSON.parse(written);

// The server's generator leaves out a type that only a query names. The reference is then taken to be a string, as every code
// of a list is; this finds nothing any more as soon as the document is whole.
for (const [, name] of written.matchAll(/"\$ref":\s*"#\/components\/schemas\/([^"]+)"/g)) {
  if (name in document.components.schemas) continue;
  console.error(`schema: openapi.json names ${name} and does not say what it is: taken to be a string`);
  document.components.schemas[name] = { type: "string" };
}

const head = "// Made of api-spec/openapi.json by `npm run schema`. Not to be edited.\n";
const types = head + astToString(await openapiTS(document));
if (!process.argv.includes("--check")) {
  await writeFile(target, types);
} else if ((await readFile(target, "utf8").catch(() => "")) !== types) {
  console.error("schema: src/api/schema.d.ts is not made of this openapi.json: run `npm run schema` and commit it");
  process.exitCode = 1;
}
