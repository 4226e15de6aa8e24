// Measures BullMQ on a Redis in memory and prints one line of JSON: the gap between consecutive jobs of one worker that takes one at a time,
// and how many jobs that do nothing are done in a second when many are taken at once.
// Usage: node bench.mjs REDIS_PORT SEQUENTIAL_JOBS PARALLEL_JOBS CONCURRENCY
import { Queue, Worker } from 'bullmq';

const [port, sequentialJobs, parallelJobs, concurrency] = process.argv.slice(2).map(Number);
const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };
const WARM_UP = 500;
const BATCH = 1_000;
const USUAL_LEFTOVERS = { removeOnComplete: true };

async function fill(queue, count) {
  for (let done = 0; done < count; done += BATCH) {
    const jobs = Array.from({ length: Math.min(BATCH, count - done) }, (_, i) => ({
      name: 'test',
      data: { number: done + i },
      opts: USUAL_LEFTOVERS,
    }));
    await queue.addBulk(jobs);
  }
}

/** Runs `count` jobs that were queued before, and gives the instants in nanoseconds at which each began and ended. */
async function drain(name, count, atOnce) {
  const queue = new Queue(name, { connection });
  await fill(queue, count);
  const begins = new BigInt64Array(count);
  const ends = new BigInt64Array(count);
  let began = 0;
  let ended = 0;
  let allDone;
  const finished = new Promise((resolve) => {
    allDone = resolve;
  });
  const worker = new Worker(
    name,
    async () => {
      begins[began++] = process.hrtime.bigint();
      ends[ended++] = process.hrtime.bigint();
    },
    { connection, concurrency: atOnce },
  );
  let completed = 0;
  worker.on('completed', () => {
    if (++completed === count) {
      allDone(process.hrtime.bigint());
    }
  });
  const end = await finished;
  await worker.close();
  await queue.obliterate({ force: true });
  await queue.close();
  return { begins, ends, seconds: Number(end - begins[0]) / 1e9 };
}

function quantile(sorted, share) {
  return sorted[Math.max(Math.ceil(share * sorted.length), 1) - 1];
}

await drain('warm-up', WARM_UP, 1);
const sequential = await drain('sequential', sequentialJobs, 1);
const gaps = [];
for (let i = 1; i < sequentialJobs; i++) {
  gaps.push(Number(sequential.begins[i] - sequential.ends[i - 1]) / 1e6);
}
gaps.sort((a, b) => a - b);
await drain('warm-up-parallel', WARM_UP, concurrency);
const parallel = await drain('parallel', parallelJobs, concurrency);
console.log(
  JSON.stringify({
    gapP50Millis: quantile(gaps, 0.5),
    gapP99Millis: quantile(gaps, 0.99),
    sequentialPerSecond: sequentialJobs / sequential.seconds,
    parallelPerSecond: parallelJobs / parallel.seconds,
  }),
);
process.exit(0);
