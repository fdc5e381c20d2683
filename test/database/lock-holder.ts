// A process of its own for data-dir-lock.test.ts: takes the lock, says how it went, and holds it until it is killed.
import { lockDataDir } from "../../src/database/data-dir-lock.js";
import { isTopographError } from "../../src/errors.js";

const [folder = "", user = ""] = process.argv.slice(2);
if (user !== "") process.setuid?.(Number(user));
try {
  lockDataDir(folder);
  console.log("locked");
  process.stdin.resume();
} catch (error) {
  console.log(isTopographError(error) ? error.code : String(error));
}
