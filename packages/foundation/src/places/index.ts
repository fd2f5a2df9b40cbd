export {
  findPlace,
  foldPlaces,
  isShare,
  vanished,
  type DestinationPlace,
  type PlaceProbe,
} from "./destination-place.js";
