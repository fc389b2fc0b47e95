#!/bin/sh
# Node 20: `URL.canParse` changes its mind about the same text once it has been called often.
#
# The address has a host of the four characters U+00F0 U+009F U+0092 U+00A5, of which two are controls, so that it is no URL, as
# `new URL` says. After some thousand calls V8 calls the native function directly, with the characters as bytes: these are the UTF-8
# of one emoji, which is a host. So code that asks first and then constructs throws, but only in a process that has run for a while.
#
# Needs Node 20.
set -eu

node --input-type=module --eval '
const address = "http://\u00f0\u009f\u0092\u00a5";
const constructs = () => {
  try {
    new URL(address);
    return true;
  } catch {
    return false;
  }
};
console.log(`node ${process.versions.node}: can it be parsed? ${URL.canParse(address)}; new URL: ${constructs()}`);
for (let i = 0; i < 30_000; i += 1) URL.canParse(address);
console.log(`after 30,000 calls:     can it be parsed? ${URL.canParse(address)}; new URL: ${constructs()}`);
'
