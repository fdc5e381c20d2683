/** What fields cost that return much more than an object: see src/graphql/operation-cost.ts. */
export const COLUMNS_COST = 2000;
export const CUT_COST = 2000;
/** A sweep of its run for each document: ten of them must fit into an operation. */
export const EXPLAIN_COST = 4000;
/** A list that is looked through for where its page begins. */
export const LIST_COST = 10;
