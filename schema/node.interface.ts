import { Field, ID, InterfaceType } from "type-graphql";

@InterfaceType({ description: "Whatever has an id of its own and can be asked for by it." })
export abstract class Node {
  @Field(() => ID, { description: "Opaque, unique over all types, stable across restarts." })
  id!: string;
}
