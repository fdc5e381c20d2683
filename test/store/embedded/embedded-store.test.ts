import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEmbeddedStore } from "../../../src/store/embedded/open-embedded-store.js";
import { vectorStoreContract } from "../../contract/vector-store.contract.js";

vectorStoreContract(
  "EmbeddedStore",
  async () => {
    const directory = mkdtempSync(join(tmpdir(), "topograph-test-"));
    let store = await openEmbeddedStore(directory);
    return {
      store,
      async reopen() {
        await store.close();
        store = await openEmbeddedStore(directory);
        return store;
      },
      async cleanUp() {
        await store.close();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
  { runs: 60 },
);
