import { Arg, Ctx, Int, Mutation, Resolver } from "type-graphql";

import { DocumentInput } from "../schema/document.input.js";
import { IngestPayload } from "../schema/ingest.type.js";
import type { Context } from "../src/graphql/context.js";
import { DEFAULT_COLLECTION } from "../src/services/collection-service.js";
import { LIMITS, requireLength } from "../src/services/limits.js";

@Resolver()
export class IngestResolver {
  @Mutation(() => IngestPayload, {
    description:
      'Stores documents; durable when it returns. Rows that cannot be used are rejected one by one, the others go in together. The same document again is no change. The collection "default" is made if need be.',
  })
  ingestDocuments(
    @Arg("collection", () => String, { defaultValue: DEFAULT_COLLECTION }) collection: string,
    @Arg("documents", () => [DocumentInput], { description: "At most ServerLimits.maxIngestDocuments." })
    documents: DocumentInput[],
    @Arg("idempotencyKey", () => String, {
      nullable: true,
      description:
        "At most 256 UTF-8 bytes. A request repeated with it does nothing and gets the first answer, as long as the server runs.",
    })
    idempotencyKey: string | null | undefined,
    @Ctx() { services, signal }: Context,
  ): Promise<IngestPayload> {
    requireLength("documents", documents, LIMITS.maxIngestDocuments);
    return services.ingest.ingest(collection, documents, { idempotencyKey: idempotencyKey ?? null, signal });
  }

  @Mutation(() => Int, { description: "Returns how many of the keys were there. Runs keep what they have seen." })
  async deleteDocuments(
    @Arg("collection", () => String, { defaultValue: DEFAULT_COLLECTION }) name: string,
    @Arg("keys", () => [String], { description: "At most 10,000." }) keys: string[],
    @Ctx() { services }: Context,
  ): Promise<number> {
    return services.documents.delete(await services.collections.require(name), keys);
  }
}
