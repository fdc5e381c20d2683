"""The steps of the tutorial "HDBSCAN Clustering with Milvus" up to where its neighbors are searched.

    python tutorial-steps.py make URI COLLECTION VECTORS DIMENSION    vectors: row-major float32
    python tutorial-steps.py drop URI COLLECTION
"""
import sys

import numpy as np
from pymilvus import DataType, MilvusClient

BATCH = 500


def make(client, collection, file, dimension):
    schema = client.create_schema(auto_id=True, enable_dynamic_field=False)
    schema.add_field("id", DataType.INT64, is_primary=True, auto_id=True)
    schema.add_field("text", DataType.VARCHAR, max_length=65535)
    schema.add_field("embedding", DataType.FLOAT_VECTOR, dim=dimension)
    index = client.prepare_index_params()
    index.add_index("embedding", index_type="FLAT", metric_type="L2")
    client.create_collection(collection, schema=schema, index_params=index)
    vectors = np.fromfile(file, np.float32).reshape(-1, dimension)
    # The tutorial joins title and description in this way.
    rows = [{"text": f"Headline {i}\nWhat it says.", "embedding": v.tolist()} for i, v in enumerate(vectors)]
    for start in range(0, len(rows), BATCH):
        client.insert(collection, rows[start : start + BATCH])
    client.flush(collection)


if __name__ == "__main__":
    command, uri, name, *rest = sys.argv[1:]
    milvus = MilvusClient(uri=uri)
    if command == "make":
        make(milvus, name, rest[0], int(rest[1]))
    elif milvus.has_collection(name):
        milvus.drop_collection(name)
