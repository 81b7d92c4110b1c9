export * from "./format";
export * from "./speech";
