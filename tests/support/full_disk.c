// Preloaded into a server: while the file named by FULL_DISK exists, no regular file takes another byte and the disk says that it is full. Standard output and
// error are spared. Harsher than a disk, which still takes what overwrites something: for machines where no small disk can be mounted.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_full(void) {
    const char* flag = getenv("FULL_DISK");
    const int before = errno;
    const int full = flag != NULL && access(flag, F_OK) == 0;
    errno = before;
    return full;
}

static int refuses(int file) {
    struct stat status;
    if (file <= STDERR_FILENO || fstat(file, &status) != 0 || !S_ISREG(status.st_mode) || !is_full()) return 0;
    errno = ENOSPC;
    return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void* bytes, size_t count) {
    return refuses(file) ? -1 : REAL(write)(file, bytes, count);
}

ssize_t writev(int file, const struct iovec* parts, int count) {
    return refuses(file) ? -1 : REAL(writev)(file, parts, count);
}

ssize_t pwrite(int file, const void* bytes, size_t count, off_t offset) {
    return refuses(file) ? -1 : REAL(pwrite)(file, bytes, count, offset);
}

ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t offset) {
    return refuses(file) ? -1 : REAL(pwrite64)(file, bytes, count, offset);
}

ssize_t copy_file_range(int from, off64_t* from_offset, int to, off64_t* to_offset, size_t count, unsigned flags) {
    return refuses(to) ? -1 : REAL(copy_file_range)(from, from_offset, to, to_offset, count, flags);
}

int fstatvfs(int file, struct statvfs* disk) {
    const int outcome = REAL(fstatvfs)(file, disk);
    if (outcome == 0 && is_full()) disk->f_bavail = 0;
    return outcome;
}

int fstatvfs64(int file, struct statvfs64* disk) {
    const int outcome = REAL(fstatvfs64)(file, disk);
    if (outcome == 0 && is_full()) disk->f_bavail = 0;
    return outcome;
}
