import { join } from "node:path";
import { openDatabase } from "../../database/open-database.js";
import type { VectorStore } from "../vector-store.js";
import { CollectionCatalog } from "./collection-catalog.js";
import { EmbeddedStore } from "./embedded-store.js";
import { DOCUMENTS_MIGRATIONS, type DocumentsSchema } from "./schema.js";
import { SearchThread } from "./search-thread.js";

/** Opens documents.db in the data directory, which the caller has locked. */
export async function openEmbeddedStore(directory: string): Promise<VectorStore> {
  const path = join(directory, "documents.db");
  const database = await openDatabase<DocumentsSchema>(path, DOCUMENTS_MIGRATIONS);
  try {
    const collections = await CollectionCatalog.load(database);
    return new EmbeddedStore(database, collections, new SearchThread(path, database.reader));
  } catch (error) {
    await database.close();
    throw error;
  }
}
