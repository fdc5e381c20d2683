import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";

import { Document } from "../schema/document.type.js";
import { Member } from "../schema/member.type.js";
import type { Context } from "../src/graphql/context.js";

@Resolver(() => Member)
export class MemberResolver {
  @FieldResolver(() => Document, { nullable: true, description: "As it is now; null when deleted since." })
  async document(@Root() { run, key }: Member, @Ctx() { loaders }: Context): Promise<Document | null> {
    const { collectionId } = run;
    const document = await loaders.documents.load({ collectionId, key });
    return document && new Document(collectionId, document);
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      "Whether title or text have changed since the run, or the document is gone. Null, with an error, while the store cannot be reached.",
  })
  async stale(@Root() { run, result, row, key }: Member, @Ctx() { loaders }: Context): Promise<boolean> {
    const document = await loaders.documents.load({ collectionId: run.collectionId, key });
    return document === null || result.isChanged(row, document);
  }
}
