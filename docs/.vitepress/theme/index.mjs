import DefaultTheme from "vitepress/theme";
import "./rigline.css";

export default DefaultTheme;
