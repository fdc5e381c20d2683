import { readFileSync, writeFileSync } from "node:fs";
import { parse, print, visit } from "graphql";
import { printApi } from "../../src/graphql/print-api.js";
const strip = (s: string) => print(visit(parse(s), { enter(n: any) { if (n.description) return { ...n, description: undefined }; return undefined; } }));
writeFileSync("/tmp/a.graphql", strip(readFileSync("/tmp/schema.orig.graphql", "utf8")));
writeFileSync("/tmp/b.graphql", strip(printApi()));
