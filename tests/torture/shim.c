/* Stand between a program and the C library: log what it does to the files below a folder, and let the n-th
 * of these calls fail. Loaded with LD_PRELOAD; built and spoken to by tests/torture/shim.py. Linux only.
 *
 * A record of the log: one byte for the kind, then the lengths of path, second path and data (32 bits each),
 * the offset (64 bits), and then path, second path and data. All in the byte order of the machine.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static char root[PATH_MAX];
static int log_fd = -1;
static long counted, failing, hits;
static int failing_errno, failing_on;
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

/* Watch another folder; an empty one watches nothing. */
void shim_root(const char *folder) { snprintf(root, sizeof root, "%s", folder); }

/* Let the n-th call from now fail with an errno, and with `on` every later one too; n = 0 counts only. */
void shim_arm(long n, int error, int on) {
    counted = hits = 0;
    failing = n;
    failing_errno = error;
    failing_on = on;
}

/* Return how many calls there were since the last arming. */
long shim_counted(void) { return counted; }

/* Return how many calls failed since the last arming. */
long shim_hits(void) { return hits; }

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("SHIM_ROOT"), *log = getenv("SHIM_LOG");
    if (folder) shim_root(folder);
    if (log) log_fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int below(const char *path) {
    size_t length = strlen(root);
    return length && !strncmp(path, root, length) && (path[length] == '/' || !path[length]);
}

/* Write the absolute path of a descriptor or of a name; tell whether it is watched. */
static int of_fd(int fd, char *path) {
    char link[64];
    if (!*root || fd < 0 || fd == log_fd) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return below(path);
}

static int of_name(int at, const char *name, char *path) {
    if (!*root || !name) return 0;
    if (*name == '/') {
        snprintf(path, PATH_MAX, "%s", name);
    } else {
        char folder[PATH_MAX];
        if (at == AT_FDCWD) {
            if (!getcwd(folder, sizeof folder)) return 0;
        } else {
            char link[64];
            snprintf(link, sizeof link, "/proc/self/fd/%d", at);
            ssize_t length = readlink(link, folder, sizeof folder - 1);
            if (length <= 0) return 0;
            folder[length] = 0;
        }
        if (snprintf(path, PATH_MAX, "%s/%s", folder, name) >= PATH_MAX) return 0;
    }
    return below(path);
}

/* The shared memory of SQLite is made anew after every start and is no file to lose. */
static int volatile_file(const char *path) {
    size_t length = strlen(path);
    return length > 4 && !strcmp(path + length - 4, "-shm");
}

/* Count a call; tell whether it has to fail, with errno set. */
static int fails(void) {
    pthread_mutex_lock(&turn);
    long number = ++counted;
    int failed = failing && (number == failing || (failing_on && number > failing));
    hits += failed;
    pthread_mutex_unlock(&turn);
    if (failed) errno = failing_errno;
    return failed;
}

static void note(char kind, const char *path, const char *to, const void *data, size_t size, int64_t offset) {
    if (log_fd < 0 || volatile_file(path)) return;
    uint32_t lengths[3] = {strlen(path), to ? strlen(to) : 0, size};
    struct iovec parts[] = {{&kind, 1}, {lengths, sizeof lengths}, {&offset, sizeof offset},
                            {(void *)path, lengths[0]}, {(void *)(to ? to : ""), lengths[1]}, {(void *)data, size}};
    int kept = errno;
    pthread_mutex_lock(&turn);
    if (syscall(SYS_writev, log_fd, parts, 6) < 0) abort();
    pthread_mutex_unlock(&turn);
    errno = kept;
}

static int opened(int at, const char *name, int flags, mode_t mode) {
    char path[PATH_MAX];
    int watched = (flags & (O_CREAT | O_TRUNC)) && of_name(at, name, path);
    int there = watched && syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
    if (watched && !volatile_file(path) && fails()) return -1;
    int fd = syscall(SYS_openat, at, name, flags | O_LARGEFILE, mode);
    if (fd >= 0 && watched) {
        if (!there) note('M', path, 0, "", 0, 0);
        else if (flags & O_TRUNC) note('T', path, 0, "", 0, 0);
    }
    return fd;
}

#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *name, int flags, ...) { MODE(flags) return opened(AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(flags) return opened(AT_FDCWD, name, flags, mode); }
int openat(int at, const char *name, int flags, ...) { MODE(flags) return opened(at, name, flags, mode); }
int openat64(int at, const char *name, int flags, ...) { MODE(flags) return opened(at, name, flags, mode); }

ssize_t write(int fd, const void *data, size_t size) {
    char path[PATH_MAX];
    int watched = of_fd(fd, path) && !volatile_file(path);
    if (watched && fails()) return -1;
    int64_t at = 0;
    if (watched) {
        struct stat status;
        at = lseek(fd, 0, SEEK_CUR);
        if ((fcntl(fd, F_GETFL) & O_APPEND) && !fstat(fd, &status)) at = status.st_size;
    }
    ssize_t done = syscall(SYS_write, fd, data, size);
    if (watched && done > 0) note('W', path, 0, data, done, at);
    return done;
}

static ssize_t written_at(int fd, const void *data, size_t size, int64_t offset) {
    char path[PATH_MAX];
    int watched = of_fd(fd, path) && !volatile_file(path);
    if (watched && fails()) return -1;
    ssize_t done = syscall(SYS_pwrite64, fd, data, size, offset);
    if (watched && done > 0) note('W', path, 0, data, done, offset);
    return done;
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return written_at(fd, data, size, offset); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) { return written_at(fd, data, size, offset); }

/* Copies inside the kernel carry no data past us: say that they are not possible, and the caller writes. */
ssize_t sendfile(int out, int in, off_t *offset, size_t size) {
    char path[PATH_MAX];
    if (of_fd(out, path)) { errno = ENOTSOCK; return -1; }
    return syscall(SYS_sendfile, out, in, offset, size);
}
ssize_t sendfile64(int out, int in, off64_t *offset, size_t size) { return sendfile(out, in, (off_t *)offset, size); }
ssize_t copy_file_range(int in, off64_t *from, int out, off64_t *to, size_t size, unsigned flags) {
    char path[PATH_MAX];
    if (of_fd(out, path)) { errno = ENOSYS; return -1; }
    return syscall(SYS_copy_file_range, in, from, out, to, size, flags);
}

static int flushed(int fd, long call) {
    char path[PATH_MAX];
    int watched = of_fd(fd, path) && !volatile_file(path);
    if (watched && fails()) return -1;
    int done = syscall(call, fd);
    if (watched && !done) note('F', path, 0, "", 0, 0);
    return done;
}
int fsync(int fd) { return flushed(fd, SYS_fsync); }
int fdatasync(int fd) { return flushed(fd, SYS_fdatasync); }

static int cut(int fd, int64_t size) {
    char path[PATH_MAX];
    int watched = of_fd(fd, path) && !volatile_file(path);
    if (watched && fails()) return -1;
    int done = syscall(SYS_ftruncate, fd, size);
    if (watched && !done) note('T', path, 0, "", 0, size);
    return done;
}
int ftruncate(int fd, off_t size) { return cut(fd, size); }
int ftruncate64(int fd, off64_t size) { return cut(fd, size); }

int rename(const char *from, const char *to) {
    char old[PATH_MAX], new[PATH_MAX];
    int watched = of_name(AT_FDCWD, from, old) | of_name(AT_FDCWD, to, new);
    if (watched && fails()) return -1;
    int done = syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
    if (watched && !done) note('R', old, new, "", 0, 0);
    return done;
}
int renameat(int at, const char *from, int there, const char *to) {
    char old[PATH_MAX], new[PATH_MAX];
    int watched = of_name(at, from, old) | of_name(there, to, new);
    if (watched && fails()) return -1;
    int done = syscall(SYS_renameat2, at, from, there, to, 0);
    if (watched && !done) note('R', old, new, "", 0, 0);
    return done;
}

static int removed(int at, const char *name, int flags) {
    char path[PATH_MAX];
    int watched = of_name(at, name, path) && !volatile_file(path);
    if (watched && fails()) return -1;
    int done = syscall(SYS_unlinkat, at, name, flags);
    if (watched && !done && !(flags & AT_REMOVEDIR)) note('U', path, 0, "", 0, 0);
    return done;
}
int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
int unlinkat(int at, const char *name, int flags) { return removed(at, name, flags); }
int rmdir(const char *name) { return removed(AT_FDCWD, name, AT_REMOVEDIR); }

int mkdir(const char *name, mode_t mode) {
    char path[PATH_MAX];
    if (of_name(AT_FDCWD, name, path) && fails()) return -1;
    return syscall(SYS_mkdirat, AT_FDCWD, name, mode);
}
