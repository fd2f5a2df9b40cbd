export {
  findPlace,
  foldPlaces,
  isSameVolume,
  isShare,
  vanished,
  type DestinationPlace,
  type PlaceProbe,
} from "./destination-place.js";
