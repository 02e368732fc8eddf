#!/bin/sh
# embed.sh SYMBOL PREFIX FILE…: assembler source on stdout that carries the files within a program:
# an array SYMBOL of {path without PREFIX, bytes at a multiple of eight, length}, ended by a null path.
set -eu
symbol=$1 prefix=$2
shift 2
n=0
for file in "$@"; do
    printf '.section .rodata\n.Lname%d: .asciz "%s"\n.balign 8\n.Ldata%d: .incbin "%s"\n.Lend%d: .byte 0\n' \
        $n "${file#"$prefix"}" $n "$file" $n
    n=$((n + 1))
done
printf '.section .data.rel.ro,"aw"\n.balign 8\n.globl %s\n%s:\n' "$symbol" "$symbol"
i=0
while [ $i -lt $n ]; do
    printf '.quad .Lname%d, .Ldata%d, .Lend%d - .Ldata%d\n' $i $i $i $i
    i=$((i + 1))
done
printf '.quad 0, 0, 0\n.section .note.GNU-stack,"",%%progbits\n'
