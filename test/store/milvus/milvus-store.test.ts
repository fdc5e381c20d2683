import { vectorStoreContract } from "../../contract/vector-store.contract.js";
import { FakeMilvus } from "./fake-server/fake-milvus.js";
import { openMilvus } from "./open-milvus.js";

vectorStoreContract(
  "MilvusStore on a server that speaks Milvus 2.5",
  async () => {
    const server = await FakeMilvus.start({ token: "user:secret" });
    const underTest = await openMilvus({ uri: server.uri, token: "user:secret" });
    return {
      ...underTest,
      async cleanUp() {
        await underTest.cleanUp();
        server.stop();
      },
    };
  },
  { runs: 20 },
);
