// Scores recorded rows with recorded packed ensembles and compares the margins with the recorded ones, bit by bit: for
// kernels that the machine of the tests can only emulate.
//
//   replay FILE…      exit 1 when a margin differs, 2 when a file can't be read
//
// A file: six 64-bit numbers (kernel, bytes of the model's structure, bytes of its memory, rows, whether rows are Float64,
// margins), the structure with offsets into the memory in place of pointers, the memory, the rows, the margins in Float64.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "BlockModel.h"

enum { kernel, model_size, memory_size, row_count, rows_are_double, margin_count, field_count };

static void *read_bytes(FILE *file, size_t count) {
    void *bytes = aligned_alloc(scoreline_alignment, (count + 2 * scoreline_alignment) / scoreline_alignment * scoreline_alignment);
    if (!bytes || fread(bytes, 1, count, file) != count) {
        fprintf(stderr, "replay: the file ends early\n");
        exit(2);
    }
    return bytes;
}

#define REBASE(pointer) ((pointer) = (const void *)((const char *)memory + (size_t)(pointer)))

static int replay(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        fprintf(stderr, "replay: %s can't be opened\n", path);
        exit(2);
    }
    uint64_t *fields = read_bytes(file, field_count * sizeof *fields);
    scoreline_block_model model;
    if (fields[model_size] != sizeof model) {
        fprintf(stderr, "replay: %s has another structure\n", path);
        exit(2);
    }
    memcpy(&model, read_bytes(file, sizeof model), sizeof model);
    char *memory = read_bytes(file, fields[memory_size]);
    REBASE(model.rankings);
    REBASE(model.cuts);
    REBASE(model.buckets);
    REBASE(model.cut_numbers);
    REBASE(model.category_bits);
    REBASE(model.groups);
    REBASE(model.trees);
    if (model.operations) REBASE(model.operations);
    if (model.wide_operations) REBASE(model.wide_operations);
    REBASE(model.heaps);
    REBASE(model.leaves);
    REBASE(model.base);
    size_t value_size = fields[rows_are_double] ? sizeof(double) : sizeof(float);
    void *rows = read_bytes(file, fields[row_count] * model.feature_count * value_size);
    double *expected = read_bytes(file, fields[margin_count] * sizeof *expected);
    fclose(file);

    double *margins = calloc(fields[margin_count] + 1, sizeof *margins);
    void *scratch = aligned_alloc(scoreline_alignment, scoreline_block_scratch(&model));
    scoreline_batch batch = {rows, margins, fields[row_count], (uint32_t)fields[rows_are_double], 1};
    scoreline_score_blocks((int)fields[kernel], &model, &batch, scratch);
    size_t differing = 0;
    for (size_t i = 0; i < fields[margin_count]; i++) differing += memcmp(&margins[i], &expected[i], sizeof(double)) != 0;
    printf("%s: %llu margins, %zu differ\n", path, (unsigned long long)fields[margin_count], differing);
    free(scratch);
    free(margins);
    return differing != 0;
}

int main(int count, char **arguments) {
    int failed = 0;
    for (int i = 1; i < count; i++) failed |= replay(arguments[i]);
    return failed;
}
