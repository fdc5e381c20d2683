import { execFileSync } from "node:child_process";

/** The pages under test are the built ones; builds only what has changed. */
export default function buildDashboard(): void {
  execFileSync(process.execPath, ["scripts/build.js"], { stdio: "inherit" });
}
