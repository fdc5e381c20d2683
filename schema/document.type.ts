import { Field, ObjectType } from "type-graphql";

import { documentGlobalId } from "../src/graphql/global-id.js";
import type { Document as StoredDocument, JsonObject } from "../src/store/document.js";
import { connectionOf } from "./connection.type.js";
import { DateTime } from "./date-time.scalar.js";
import { JsonObjectScalar } from "./json.scalar.js";
import { Node } from "./node.interface.js";

@ObjectType({ implements: Node, simpleResolvers: true, description: "A text with what is known of it." })
export class Document implements Node {
  readonly id: string;

  @Field(() => String, { description: "Unique in its collection: the user's own, or made of title and text." })
  readonly key: string;

  @Field(() => String, { description: "As given, else the beginning of the text." })
  readonly title: string;

  @Field(() => String)
  readonly text: string;

  @Field(() => String, { nullable: true })
  readonly url: string | null;

  @Field(() => DateTime, { nullable: true })
  readonly publishedAt: number | null;

  @Field(() => JsonObjectScalar, { description: "Whatever else was given; filters can ask for it." })
  readonly fields: JsonObject;

  constructor(
    readonly collectionId: string,
    stored: StoredDocument,
  ) {
    this.id = documentGlobalId(collectionId, stored.key);
    this.key = stored.key;
    this.title = stored.title;
    this.text = stored.text;
    this.url = stored.url;
    this.publishedAt = stored.publishedAt;
    this.fields = stored.fields;
  }
}

export const DocumentConnection = connectionOf("Document", () => Document);
