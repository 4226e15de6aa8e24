package io.vigie.execution.intake;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;

/** Bounds what the store on disk takes of memory: it holds markers of a few bytes, and its defaults are made for gigabytes. */
public final class SmallStoreOnDisk implements RocksDBConfigSetter {

    private static final Cache BLOCKS = cache();

    private static Cache cache() {
        org.rocksdb.RocksDB.loadLibrary();
        return new LRUCache(4L * 1024 * 1024);
    }

    @Override
    public void setConfig(String store, Options options, Map<String, Object> configs) {
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        table.setBlockCache(BLOCKS);
        options.setTableFormatConfig(table);
        options.setWriteBufferSize(1024L * 1024);
        options.setMaxWriteBufferNumber(2);
    }

    @Override
    public void close(String store, Options options) {
        // The cache is shared by the stores of all partitions and lives as long as the process.
    }
}
