// Preloaded into a server: its clock (not its stop-watch) runs by as many seconds ahead as the file named by CLOCK_OFFSET holds (eight bytes), which may change.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t none = 0;
static const volatile int64_t* offset = &none;

__attribute__((constructor)) static void look_at_offset(void) {
    const char* name = getenv("CLOCK_OFFSET");
    const int file = name != NULL ? open(name, O_RDONLY | O_CLOEXEC) : -1;
    void* mapped = file >= 0 ? mmap(NULL, sizeof *offset, PROT_READ, MAP_SHARED, file, 0) : MAP_FAILED;
    if (mapped != MAP_FAILED) offset = mapped;
    if (file >= 0) close(file);
}

int clock_gettime(clockid_t clock, struct timespec* now) {
    const int outcome = (int)syscall(SYS_clock_gettime, clock, now);  // sanitizers ask for the time before anything can be looked up
    if (outcome == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += *offset;
    return outcome;
}

int gettimeofday(struct timeval* restrict now, void* restrict zone) {
    (void)zone;
    struct timespec precise;
    const int outcome = clock_gettime(CLOCK_REALTIME, &precise);
    *now = (struct timeval){precise.tv_sec, precise.tv_nsec / 1000};
    return outcome;
}

time_t time(time_t* out) {
    struct timespec precise;
    clock_gettime(CLOCK_REALTIME, &precise);
    if (out != NULL) *out = precise.tv_sec;
    return precise.tv_sec;
}
