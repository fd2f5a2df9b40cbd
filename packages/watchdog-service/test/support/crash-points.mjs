// Wraps the daemon's ports so that the process, or in one process the world, ends at a chosen point. Plain JavaScript,
// because a program that is killed for real runs it from the built sources.

/**
 * @param {{ point?: string, occurrence?: number, die: () => void }} options
 */
export function createCrash({ point, occurrence = 1, die }) {
  /** @type {Map<string, number>} */
  const hits = new Map();
  let dead = false;

  const alive = () => {
    if (dead) throw new Error("the process is dead");
  };
  const pass = (name) => {
    alive();
    const count = (hits.get(name) ?? 0) + 1;
    hits.set(name, count);
    if (name !== point || count !== occurrence) return;
    dead = true;
    die();
    throw new Error(`died at ${name}`);
  };
  const around = (name, action) => {
    pass(`before ${name}`);
    const result = action();
    pass(`after ${name}`);
    return result;
  };
  const guarded = (object) =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]) => [key, (...args) => (alive(), value.apply(object, args))]),
    );

  return {
    hits,
    point,
    occurrence,
    pass,
    kill: () => {
      dead = true;
    },
    get dead() {
      return dead;
    },
    disk: (disk) => ({
      ...guarded(disk),
      createNew: (path) => {
        pass("before create");
        const descriptor = disk.createNew(path);
        try {
          pass("after create");
        } catch (error) {
          // What the system does for the dead; on Windows a file that stays open could not be removed.
          disk.close(descriptor);
          throw error;
        }
        return descriptor;
      },
      write: (descriptor, bytes) => {
        alive();
        if (point === "half-way write" || point === undefined) {
          const written = disk.write(descriptor, bytes.subarray(0, Math.ceil(bytes.length / 2)));
          pass("half-way write");
          return written;
        }
        return disk.write(descriptor, bytes);
      },
      sync: (descriptor) => around("flush", () => disk.sync(descriptor)),
      makeFolder: (path) => around("make folder", () => disk.makeFolder(path)),
      rename: (from, to) => around("publish", () => disk.rename(from, to)),
      syncFolder: (path) => around("flush folder", () => disk.syncFolder(path)),
      removeFile: (path) => around("remove file", () => disk.removeFile(path)),
      removeFolder: (path) => around("remove folder", () => disk.removeFolder(path)),
      // Closing what was opened is what the system does for the dead.
      close: (descriptor) => disk.close(descriptor),
    }),
    fileSystem: (fileSystem) => ({
      ...guarded(fileSystem),
      rename: (from, to) => around("archive", () => fileSystem.rename(from, to)),
      link: (from, to) => around("link", () => fileSystem.link(from, to)),
    }),
    http: (http) => ({
      post: async (url, request) => {
        pass("before post");
        const answer = await http.post(url, request);
        pass("after post");
        return answer;
      },
    }),
    openJournal: (openJournal) => (path) => {
      alive();
      const journal = openJournal(path);
      const recording =
        (write) =>
        (...records) => {
          for (const { type } of records) pass(`before record ${type}`);
          write(...records);
          for (const { type } of records) pass(`after record ${type}`);
        };
      return {
        ...guarded(journal),
        close: () => journal.close(),
        append: recording(journal.append),
        note: recording(journal.note),
        flush: () => around("flush of the journal", () => journal.flush()),
      };
    },
  };
}
