import { Field, ObjectType } from "type-graphql";

import type { EmbeddingModel as LoadedModel, ModelIdentity } from "../src/embedding/embedder.js";

@ObjectType({
  simpleResolvers: true,
  description: "What turns texts into vectors. Vectors of two models cannot be compared.",
})
export class EmbeddingModel {
  @Field(() => String)
  readonly name: string;

  @Field(() => String, { description: "Precision of the weights, such as q8." })
  readonly dtype: string;

  @Field(() => String, { description: "How the vectors of the tokens become one: mean, cls or last_token." })
  readonly pooling: string;

  @Field(() => String, {
    nullable: true,
    description: "Put before each text; null where the model takes texts as they are.",
  })
  readonly prefix: string | null;

  @Field(() => [String], {
    nullable: true,
    description: "ISO 639-1 codes of the languages it was made for; null where that is not known.",
  })
  readonly languages: readonly string[] | null;

  constructor(model: ModelIdentity, languages: readonly string[] | null) {
    this.name = model.name;
    this.dtype = model.dtype;
    this.pooling = model.pooling;
    this.prefix = model.prefix;
    this.languages = languages;
  }

  static of(model: LoadedModel): EmbeddingModel {
    return new EmbeddingModel(model, model.languages.length > 0 ? model.languages : null);
  }
}
