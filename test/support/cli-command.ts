// A process of its own for tests that kill one: the command line, with the arguments of the process.
import { main } from "../../src/cli/main.js";

await main(process.argv.slice(2));
