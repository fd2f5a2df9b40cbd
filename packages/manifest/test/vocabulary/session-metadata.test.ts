import { describe, expect, it } from "vitest";
import { readSessionMetadata } from "../../src/vocabulary/index.js";
import { catchError } from "../catch-error.js";
import { goldenJson } from "../golden.js";

interface Acquisition {
  data_streams: unknown[];
  [key: string]: unknown;
}

describe("readSessionMetadata", () => {
  it("reads a session of aind-data-schema 1", () => {
    expect(readSessionMetadata(goldenJson("aind-data-schema-1.4.0/session.json"))).toEqual({
      subjectId: "123456",
      experimenters: ["jane.doe"],
      acquisitionStart: "2026-03-02T17:30:05.123456Z",
      modalities: ["behavior"],
    });
  });

  it("reads an acquisition of aind-data-schema 2, the offset kept", () => {
    expect(readSessionMetadata(goldenJson("aind-data-schema-2.9.2/acquisition_offset.json"))).toEqual({
      subjectId: "614173",
      experimenters: ["jane.doe", "sam.roe"],
      acquisitionStart: "2026-07-14T09:05:00-07:00",
      modalities: ["behavior"],
    });
  });

  it("takes the modalities of all data streams, each once", () => {
    const acquisition = goldenJson<Acquisition>("aind-data-schema-2.9.2/acquisition.json");
    const stream = (...names: string[]) => ({ modalities: names.map((abbreviation) => ({ abbreviation, name: "" })) });
    const data_streams = [stream("behavior"), stream(), stream("fib", "behavior"), stream("behavior-videos")];
    expect(readSessionMetadata({ ...acquisition, data_streams }).modalities).toEqual([
      "behavior",
      "fib",
      "behavior-videos",
    ]);
  });

  it("takes sessions without streams or experimenters", () => {
    const session = { subject_id: "calibration", session_start_time: "2026-03-02T17:30:05-08:00" };
    expect(readSessionMetadata(session)).toMatchObject({ modalities: [], experimenters: [] });
    expect(readSessionMetadata({ ...session, data_streams: [] }).modalities).toEqual([]);
  });

  it.each([
    [null, "session"],
    ["text", "session"],
    [{}, "subject_id"],
    [{ subject_id: 614173, session_start_time: "2026-03-02T17:30:05Z" }, "subject_id"],
    [{ subject_id: "1", session_start_time: "soon" }, "session_start_time"],
    [{ subject_id: "1", acquisition_start_time: 5 }, "acquisition_start_time"],
    [
      { subject_id: "1", acquisition_start_time: "2026-03-02T17:30:05Z", data_streams: [{ modalities: [{}] }] },
      "data_streams.0.modalities.0.abbreviation",
    ],
  ])("refuses %j and names the place", (json, place) => {
    const error = catchError(() => readSessionMetadata(json, { file: "session.json" }));
    expect(error).toMatchObject({ code: "METADATA_UNREADABLE", where: { file: "session.json" } });
    expect(error.message).toContain(place);
  });
});
